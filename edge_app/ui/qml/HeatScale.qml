import QtQuick
import EdgeApp

// What the heatmap's colours mean, beside the image: from no evidence to as much as in the clearest training images.
// The scale has no unit and is not a probability.
Rectangle {
    id: legend
    required property var live
    required property Theme theme
    objectName: "heatScale"
    // Beside an image without a heatmap it would say that there is no evidence: one that is live while frames are analysed less often.
    visible: live.heatOn && live.probability >= 0 && !live.isGreyed && (live.slowedBy === "" || live.frozen)
    width: words.width + theme.gap
    height: words.height + theme.gap
    radius: theme.radius
    color: "#b012181d"

    component LegendText: Text {
        font.pixelSize: legend.theme.small
        color: legend.theme.text
        textFormat: Text.PlainText
    }

    Column {
        id: words
        anchors.centerIn: parent
        spacing: 6 * legend.theme.unit

        LegendText {
            readonly property bool isOfClass: legend.live.heatClass !== ""
            text: isOfClass || legend.live.permission === "score" || legend.live.permission === "nothing" ? qsTr("Evidence") : qsTr("Evidence of\nabnormality")
        }

        // Of a model of several classes: whose evidence is drawn.
        TouchButton {
            objectName: "heatClass"
            visible: legend.live.heatClasses.length > 0
            theme: legend.theme
            width: 104 * legend.theme.unit
            size: legend.theme.small
            text: legend.live.heatClass === "" ? qsTr("Abnormal") : legend.live.heatClass
            detail: qsTr("change")
            onClicked: legend.live.nextHeatClass()
        }

        LegendText { text: qsTr("more") }

        Item {
            width: bar.width
            height: bar.height

            HeatBar {
                id: bar
                objectName: "heatBar"
                width: 16 * legend.theme.unit
                height: 90 * legend.theme.unit
                live: legend.live
            }

            Repeater {
                model: ["1", qsTr("0.5"), "0"]

                Item {
                    id: tick
                    required property string modelData
                    required property int index
                    x: bar.width
                    y: index * (bar.height - mark.height) / 2

                    Rectangle {
                        id: mark
                        width: 6 * legend.theme.unit
                        height: Math.max(1, Math.round(legend.theme.unit))
                        color: legend.theme.text
                    }

                    LegendText {
                        anchors { left: mark.right; leftMargin: 4 * legend.theme.unit; verticalCenter: mark.verticalCenter }
                        text: tick.modelData
                    }
                }
            }
        }

        LegendText { text: qsTr("less") }
    }
}
