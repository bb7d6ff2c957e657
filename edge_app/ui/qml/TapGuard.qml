import QtQuick

// A finger that bounces, or taps twice, must not press what its first tap has just brought under it: "Accept" where "Freeze" was.
// For a moment after `change` changes, nothing under this is touched.
MultiPointTouchArea {
    property var change
    property int pause: 300 // ms
    property bool complete: false
    objectName: "tapGuard"
    visible: moment.running
    onChangeChanged: if (complete) moment.restart()
    Component.onCompleted: complete = true

    Timer { id: moment; interval: parent.pause }
}
