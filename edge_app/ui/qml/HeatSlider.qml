import QtQuick
import QtQuick.Controls.Basic

// Shows or hides the heatmap over the image, and sets its opacity.
Row {
    id: heat
    required property var live
    required property Theme theme
    spacing: 8 * theme.unit

    TouchButton {
        id: button
        objectName: "heatToggle"
        theme: heat.theme
        width: 100 * theme.unit
        size: theme.body
        colour: chosen ? theme.faint : theme.text
        chosen: heat.live.heatOn
        text: qsTr("Heatmap")
        detail: heat.live.heatOn ? qsTr("%1 %").arg(Math.round(100 * heat.live.opacity)) : qsTr("off")
        onClicked: heat.live.toggleHeat()
    }

    Slider {
        id: slider
        objectName: "opacity"
        width: heat.width - button.width - heat.spacing
        height: heat.theme.touch
        padding: 0
        focusPolicy: Qt.NoFocus
        enabled: heat.live.heatOn
        opacity: enabled ? 1 : 0.45
        from: 0.1 // the button switches it off
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
            width: heat.theme.handle
            height: width
            radius: width / 2
            color: slider.pressed ? heat.theme.warning : heat.theme.text
        }
    }
}
