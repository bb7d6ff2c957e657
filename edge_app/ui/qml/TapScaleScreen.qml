import QtQuick
import QtQuick.Layouts

// A still image to tap two points on; beside or below it the distance between them and the resulting scale.
Rectangle {
    id: screen
    required property var calibration
    property var marking: null
    required property var live
    required property Theme theme
    required property bool portrait
    required property real panelWidth
    required property real panelHeight
    readonly property bool known: calibration.mmPerPixel > 0
    color: "black"

    ErrorMessages { id: errorMessages }

    Item {
        id: view
        width: screen.portrait ? parent.width : parent.width - panel.width
        height: screen.portrait ? parent.height - panel.height : parent.height

        TapImage {
            id: image
            anchors.fill: parent
            taps: screen.calibration
            theme: screen.theme
            colour: screen.known ? screen.theme.good : screen.theme.warning

            Rectangle {
                readonly property var ends: screen.calibration.marks
                readonly property real dx: ends.length === 2 ? (ends[1][0] - ends[0][0]) * image.zoom : 0
                readonly property real dy: ends.length === 2 ? (ends[1][1] - ends[0][1]) * image.zoom : 0
                visible: ends.length === 2
                x: visible ? ends[0][0] * image.zoom : 0
                y: visible ? ends[0][1] * image.zoom - height / 2 : 0
                width: Math.hypot(dx, dy)
                height: Math.max(1, Math.round(screen.theme.unit))
                transformOrigin: Item.Left
                rotation: Math.atan2(dy, dx) * 180 / Math.PI
                color: image.colour
                antialiasing: true
            }
        }

        Column {
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
            spacing: screen.theme.gap

            Banner {
                objectName: "tapBanner"
                visible: screen.calibration.faultText === "" && !screen.known
                theme: screen.theme
                colour: screen.theme.text
                title: screen.calibration.marks.length === 0 ? qsTr("Still image. Tap the first point")
                                                      : qsTr("Tap the second point")
            }

            Banner {
                objectName: "tapFault"
                visible: screen.calibration.faultText !== ""
                theme: screen.theme
                colour: screen.theme.warning
                title: screen.known ? qsTr("The scale could not be saved") : qsTr("No scale can be set from these points")
                detail: errorMessages.of(screen.calibration.faultText)
            }
        }

        // The probe keeps streaming behind the still image, and a lost probe is reported.
        Banner {
            objectName: "tapProbe"
            anchors { left: parent.left; bottom: parent.bottom; margins: screen.theme.gap }
            visible: screen.live.probe === "lost" || screen.live.probe === "reconnecting"
            theme: screen.theme
            colour: screen.theme.alarm
            title: qsTr("Probe disconnected. Reconnecting…")
        }
    }

    Rectangle {
        id: panel
        width: screen.panelWidth
        height: screen.panelHeight
        anchors { right: parent.right; bottom: parent.bottom }
        color: screen.theme.panel

        ColumnLayout {
            anchors { fill: parent; margins: screen.theme.gap }
            spacing: screen.theme.gap / 2

            Text {
                Layout.fillWidth: true
                font.pixelSize: screen.theme.body
                color: screen.theme.faint
                textFormat: Text.PlainText
                text: qsTr("Distance between the points")
                wrapMode: Text.Wrap
            }

            Text {
                objectName: "distance"
                font { pixelSize: screen.theme.large; bold: true }
                color: screen.theme.text
                textFormat: Text.PlainText
                text: screen.calibration.distance % 10 ? qsTr("%1 mm").arg(screen.calibration.distance) : qsTr("%1 cm").arg(screen.calibration.distance / 10)
            }

            GridLayout {
                Layout.fillWidth: true
                columns: screen.portrait ? 4 : 2
                rowSpacing: screen.theme.gap / 2
                columnSpacing: screen.theme.gap / 2

                Repeater {
                    model: [-1, 1, -10, 10]

                    TouchButton {
                        required property int modelData
                        readonly property string sign: modelData < 0 ? "−" : "+"
                        objectName: "step" + modelData
                        Layout.fillWidth: true
                        Layout.preferredWidth: 100
                        theme: screen.theme
                        text: Math.abs(modelData) === 1 ? qsTr("%1 1 mm").arg(sign) : qsTr("%1 1 cm").arg(sign)
                        onClicked: screen.calibration.step(modelData)
                    }
                }
            }

            Text {
                objectName: "tappedScale"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: screen.known
                font.pixelSize: screen.theme.body
                wrapMode: Text.Wrap
                elide: Text.ElideRight
                color: screen.theme.text
                textFormat: Text.PlainText
                text: qsTr("%1 mm per pixel, depth %2 mm").arg(screen.theme.localised(screen.calibration.mmPerPixel.toPrecision(3))).arg(screen.calibration.depth.toFixed(0))
                      + (screen.calibration.recorded ? "\n" + qsTr("Valid until the program is closed") : "")
            }

            Item { Layout.fillHeight: true; visible: !screen.known }

            TouchButton {
                objectName: "markSetting"
                Layout.fillWidth: true
                visible: Boolean(screen.marking) && screen.marking.isPossible() && screen.calibration.marks.length === 0
                theme: screen.theme
                size: theme.body
                text: qsTr("Mark a setting…")
                detail: qsTr("Text on the scanner's screen")
                onClicked: {
                    screen.marking.open()
                    screen.calibration.cancel()
                }
            }

            GridLayout {
                Layout.fillWidth: true
                columns: 2
                columnSpacing: screen.theme.gap / 2

                TouchButton {
                    objectName: "tapCancel"
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: screen.theme
                    size: theme.body
                    text: qsTr("Cancel")
                    onClicked: screen.calibration.cancel()
                }

                TouchButton {
                    objectName: "tapConfirm"
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: screen.theme
                    size: theme.body
                    primary: true
                    enabled: screen.known
                    text: qsTr("Set")
                    onClicked: screen.calibration.confirm()
                }
            }
        }
    }
}
