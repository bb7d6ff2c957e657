import QtQuick

// Says quietly that frames are analysed less often, why, and what helps. It is no alarm: the image is as live as ever.
Rectangle {
    id: note
    required property Theme theme
    required property var live
    visible: live.slowedBy !== "" && !live.frozen
    width: Math.min(Math.ceil(unwrapped.advanceWidth) + 2 * theme.gap, parent.width)
    height: words.height + theme.gap
    radius: theme.radius
    color: "#e612181d"

    TextMetrics {
        id: unwrapped
        font: words.font
        text: words.text
    }

    Text {
        id: words
        objectName: "boardNoteText"
        width: note.width - 2 * note.theme.gap
        anchors.centerIn: parent
        wrapMode: Text.Wrap
        font.pixelSize: 14 * note.theme.unit
        color: note.theme.text
        textFormat: Text.PlainText
        readonly property string reason: {
            switch (note.live.slowedBy) {
            case "undervoltage": return qsTr("The power supply is too weak: use the one that belongs to the device.")
            case "overcurrent": return qsTr("The device draws too much current: unplug what it does not need.")
            case "heat": return qsTr("The device is hot: keep its vents clear.")
            case "battery": return qsTr("The battery is low: plug in the power supply.")
            case "slow": return qsTr("The analysis is slow.")
            default: return ""
            }
        }
        text: reason + " " + qsTr("Fewer findings per second; freeze to see the heatmap.")
    }
}
