import QtQuick
import QtQuick.Controls.Basic

// How strongly the heatmap lies over the picture.
Column {
    id: heat
    required property var live
    required property Theme theme

    Item {
        width: parent.width
        height: title.height

        Text {
            id: title
            font.pixelSize: heat.theme.body
            color: heat.theme.faint
            textFormat: Text.PlainText
            text: qsTr("Heatmap")
        }

        Text {
            anchors { right: parent.right; baseline: title.baseline }
            font.pixelSize: heat.theme.body
            color: heat.theme.text
            textFormat: Text.PlainText
            text: slider.value > 0 ? qsTr("%1 %").arg(Math.round(100 * slider.value)) : qsTr("off")
        }
    }

    Slider {
        id: slider
        objectName: "opacity"
        width: parent.width
        height: heat.theme.touch
        padding: 0
        focusPolicy: Qt.NoFocus
        value: heat.live.opacity
        onMoved: heat.live.opacity = value

        background: Rectangle {
            y: (slider.height - height) / 2
            width: slider.width
            height: 10 * heat.theme.unit
            radius: height / 2
            color: heat.theme.raised

            Rectangle {
                width: slider.visualPosition * parent.width
                height: parent.height
                radius: height / 2
                color: heat.theme.faint
            }
        }

        handle: Rectangle {
            x: slider.visualPosition * (slider.width - width)
            y: (slider.height - height) / 2
            width: 36 * heat.theme.unit
            height: width
            radius: width / 2
            color: slider.pressed ? heat.theme.warning : heat.theme.text
        }
    }
}
