import QtQuick

// A button that has to be held until it is full. Let go of before that, it does nothing.
TouchButton {
    id: hold
    property int holdTime: theme.holdTime // ms
    signal held()

    Rectangle {
        parent: hold.background
        width: parent.width * fill.share
        height: parent.height
        radius: hold.theme.radius
        color: hold.colour
        opacity: 0.45
    }

    QtObject {
        id: fill
        property real share: 0
    }

    NumberAnimation {
        target: fill
        property: "share"
        from: 0
        to: 1
        duration: hold.holdTime
        running: hold.down
        onFinished: if (hold.down) hold.held() // not called where it was stopped
        onStopped: fill.share = 0
    }
}
