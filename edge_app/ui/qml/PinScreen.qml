import QtQuick

// Covers everything until the PIN is entered. The first PIN is chosen and entered twice.
Rectangle {
    id: pinScreen
    required property var lock
    property var purpose: null
    property var drift: null
    property var failedUpdate: []
    required property var translator
    required property Theme theme
    property string pin
    readonly property bool portrait: height > width
    readonly property var prompts: ({
        "new": qsTr("Choose a PIN with at least %1 digits").arg(lock.leastPin),
        "again": qsTr("Enter the same PIN again"),
        "ask": qsTr("Enter the PIN")
    })
    readonly property var entryFaults: ({
        "short": qsTr("A PIN needs at least %1 digits.").arg(lock.leastPin),
        "differ": qsTr("The PINs do not match. Choose a PIN again.")
    })
    color: theme.ground

    ErrorMessages { id: errorMessages }

    onVisibleChanged: pin = ""
    Connections {
        target: pinScreen.lock
        function onChanged() { if (!pinScreen.lock.isBusy) pinScreen.pin = "" }
    }

    MultiPointTouchArea { anchors.fill: parent }

    TouchButton {
        objectName: "language"
        anchors { right: parent.right; top: parent.top; margins: pinScreen.theme.gap }
        theme: pinScreen.theme
        text: pinScreen.translator.current.toUpperCase()
        onClicked: pinScreen.translator.next()
    }

    Column {
        id: words
        spacing: pinScreen.theme.gap
        width: pinScreen.portrait ? parent.width - 2 * pinScreen.theme.gap : parent.width - pad.width - 5 * pinScreen.theme.gap
        x: pinScreen.portrait ? pinScreen.theme.gap : 2 * pinScreen.theme.gap
        y: pinScreen.portrait ? pinScreen.theme.touch + 2 * pinScreen.theme.gap : (parent.height - height) / 2

        Text {
            font { pixelSize: 30 * pinScreen.theme.unit; bold: true }
            color: pinScreen.theme.text
            textFormat: Text.PlainText
            text: "NMD-AssistNet"
        }

        // Whoever enters the PIN must know what else it does.
        TouchButton {
            objectName: "cancelPurpose"
            visible: Boolean(pinScreen.purpose) && pinScreen.purpose.pending !== ""
            enabled: !pinScreen.lock.isBusy
            width: Math.min(implicitWidth, parent.width)
            theme: pinScreen.theme
            colour: theme.warning
            size: 15 * theme.unit
            text: Boolean(pinScreen.purpose) && pinScreen.purpose.pending === "research"
                  ? qsTr("The PIN switches to research") : qsTr("The PIN switches to clinical use")
            detail: qsTr("Tap to cancel")
            onClicked: pinScreen.purpose.cancel()
        }

        TouchButton {
            objectName: "cancelDrift"
            visible: Boolean(pinScreen.drift) && pinScreen.drift.isPending
            enabled: !pinScreen.lock.isBusy
            width: Math.min(implicitWidth, parent.width)
            theme: pinScreen.theme
            size: 15 * theme.unit
            text: qsTr("The PIN opens the device check")
            detail: qsTr("Tap to cancel")
            onClicked: pinScreen.drift.cancel()
        }

        Text {
            objectName: "pinPrompt"
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: 20 * pinScreen.theme.unit
            color: pinScreen.theme.faint
            textFormat: Text.PlainText
            text: pinScreen.lock.isBusy ? qsTr("Please wait…") : pinScreen.prompts[pinScreen.lock.step]
        }

        Flow {
            objectName: "pinDots"
            width: parent.width
            spacing: 8 * pinScreen.theme.unit

            Repeater {
                model: pinScreen.pin.length

                Rectangle {
                    width: 16 * pinScreen.theme.unit
                    height: width
                    radius: width / 2
                    color: pinScreen.theme.text
                }
            }
        }

        Text {
            objectName: "pinFault"
            visible: pinScreen.lock.fault !== ""
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: 17 * pinScreen.theme.unit
            color: pinScreen.theme.warning
            textFormat: Text.PlainText
            text: pinScreen.entryFaults[pinScreen.lock.fault] || qsTr("Not unlocked. %1").arg(errorMessages.of(pinScreen.lock.fault))
        }
    }

    // For whoever looks after the device, who may not be there; exams go on.
    Text {
        objectName: "failedUpdate"
        visible: pinScreen.failedUpdate.length > 0
        anchors { left: parent.left; bottom: parent.bottom; margins: pinScreen.theme.gap }
        width: pinScreen.portrait ? parent.width - 2 * pinScreen.theme.gap : words.width
        wrapMode: Text.Wrap
        maximumLineCount: 4
        elide: Text.ElideRight
        font.pixelSize: 14 * pinScreen.theme.unit
        color: pinScreen.theme.faint
        textFormat: Text.PlainText
        text: visible ? qsTr("The update %1 did not pass its checks. The device works as before. (%2)").arg(pinScreen.failedUpdate[0]).arg(pinScreen.failedUpdate[1]) : ""
    }

    Grid {
        id: pad
        columns: 3
        spacing: pinScreen.theme.gap
        x: pinScreen.portrait ? (parent.width - width) / 2 : parent.width - width - 2 * pinScreen.theme.gap
        y: pinScreen.portrait ? words.y + Math.max(words.height, 190 * pinScreen.theme.unit) + pinScreen.theme.gap : parent.height - height - (parent.height - pinScreen.theme.touch - height) / 2

        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "OK"]

            TouchButton {
                required property string modelData
                objectName: "pin" + modelData
                theme: pinScreen.theme
                width: 1.4 * pinScreen.theme.touch
                height: 1.15 * pinScreen.theme.touch
                size: 26 * pinScreen.theme.unit
                primary: modelData === "OK"
                enabled: !pinScreen.lock.isBusy && (modelData !== "OK" || pinScreen.pin !== "")
                text: modelData
                onClicked: {
                    if (modelData === "OK")
                        pinScreen.lock.enter(pinScreen.pin)
                    else if (modelData === "⌫")
                        pinScreen.pin = pinScreen.pin.slice(0, -1)
                    else
                        pinScreen.pin += modelData
                }
            }
        }
    }
}
