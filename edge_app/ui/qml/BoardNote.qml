import QtQuick

// Says quietly that frames are analysed less often, why, and what helps. It is no alarm: the image is as live as ever. Where it
// is not, there is nothing to analyse, and something else to say.
Rectangle {
    id: note
    required property Theme theme
    required property var live
    required property real maxWidth
    property bool hidden: false
    visible: live.slowedBy !== "" && !live.isGreyed && !live.frozen && !hidden
    width: Math.min(Math.ceil(unwrapped.advanceWidth) + 2 * theme.gap, maxWidth)
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
        font.pixelSize: note.theme.small
        color: note.theme.text
        textFormat: Text.PlainText
        readonly property string reason: {
            switch (note.live.slowedBy) {
            case "undervoltage": return qsTr("Weak power supply: use the device's own.")
            case "overcurrent": return qsTr("Too much current: unplug what is not needed.")
            case "heat": return qsTr("The device is hot: keep its vents clear.")
            case "battery": return qsTr("Low battery: plug in the power supply.")
            case "slow": return qsTr("The analysis is slow.")
            default: return ""
            }
        }
        text: reason + " " + qsTr("Fewer findings, heatmap when frozen.")
    }
}
