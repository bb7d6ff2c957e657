import QtQuick

// A button that does nothing when it is tapped: it has to be held down, and fills meanwhile. For what cannot be undone.
TouchButton {
    id: button
    property int holdTime: 1200 // ms
    signal held()

    Rectangle {
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
        width: button.width * filling.share
        radius: button.theme.radius
        color: button.colour
        opacity: 0.4
    }

    NumberAnimation {
        id: filling
        property real share: 0
        target: filling
        property: "share"
        from: 0
        to: 1
        duration: button.holdTime
        running: button.down && button.enabled
        onRunningChanged: if (!running) share = 0
        onFinished: button.held()
    }
}
