import QtQuick

// A finger that bounces or taps twice must not press the button that its first tap has just brought under it, such as "Accept" in
// place of "Freeze". For a moment after `change` changes, this blocks all touches below it.
MultiPointTouchArea {
    property var change
    required property Theme theme
    property bool complete: false
    objectName: "tapGuard"
    visible: pauseTimer.running
    onChangeChanged: if (complete) pauseTimer.restart()
    Component.onCompleted: complete = true

    Timer { id: pauseTimer; interval: parent.theme.tapPause }
}
