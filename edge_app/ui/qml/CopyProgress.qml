import QtQuick

// How far a copy is, in bytes, and the button that ends it. When all is written, a stick takes its time to keep it.
Column {
    id: progress
    required property Theme theme
    required property var copy // doneMb, sizeMb, isStopping
    required property string text
    readonly property real share: copy.sizeMb > 0 ? Math.min(1, copy.doneMb / copy.sizeMb) : 0
    signal stop()
    spacing: theme.gap / 2

    SettingsText {
        objectName: "copyState"
        theme: progress.theme
        text: progress.copy.isStopping ? qsTr("Stopping…")
            : progress.share >= 1 ? qsTr("%1: all is written, please wait until it is kept…").arg(progress.text)
            : progress.copy.sizeMb > 0 ? qsTr("%1: %2 of %3 MB").arg(progress.text).arg(Math.round(progress.copy.doneMb)).arg(Math.ceil(progress.copy.sizeMb))
            : qsTr("%1: please wait…").arg(progress.text)
    }

    Rectangle {
        width: parent.width
        height: progress.theme.gap
        radius: height / 2
        color: progress.theme.raised

        Rectangle {
            width: progress.share * parent.width
            height: parent.height
            radius: height / 2
            color: progress.theme.text
        }
    }

    TouchButton {
        objectName: "stopCopy"
        width: parent.width
        theme: progress.theme
        enabled: !progress.copy.isStopping
        text: qsTr("Stop")
        onClicked: progress.stop()
    }
}
