import QtQuick

// Covers everything until the PIN is entered. The first PIN is chosen and entered twice; several people choose their name first.
Rectangle {
    id: pinScreen
    required property var lock
    property var purpose: null
    property var drift: null
    property var failedUpdate: []
    required property var translator
    required property Theme theme
    readonly property alias pin: pad.pin
    property string typedKey // the recovery key, to be corrected
    readonly property bool several: lock.people.length > 1
    readonly property bool portrait: height > width
    readonly property var prompts: ({
        "new": qsTr("Choose a PIN with at least %1 digits").arg(lock.leastPin),
        "again": qsTr("Enter the same PIN again"),
        "ask": qsTr("Enter the PIN"),
        "who": qsTr("Choose your name"),
        "recovery": qsTr("The recovery key was written down when the device was set up. It gives the supervisor %1 a new PIN.").arg(lock.chosen)
    })
    readonly property var entryFaults: ({
        "short": qsTr("A PIN needs at least %1 digits.").arg(lock.leastPin),
        "differ": qsTr("The PINs do not match. Choose a PIN again.")
    })
    color: theme.ground

    ErrorMessages { id: errorMessages }

    Keys.forwardTo: [keyEntry, pad]
    Connections {
        target: pinScreen.lock
        function onChanged() {
            if (!pinScreen.lock.isBusy) pad.pin = ""
            if (pinScreen.lock.step !== "recovery") pinScreen.typedKey = ""
        }
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
        width: pinScreen.portrait ? parent.width - 2 * pinScreen.theme.gap : pinScreen.lock.step === "who" ? parent.width / 3 : parent.width - 3 * 1.4 * pinScreen.theme.touch - 7 * pinScreen.theme.gap
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
            visible: Boolean(pinScreen.purpose) && pinScreen.purpose.pending !== "" && pinScreen.lock.isSupervisorChosen
            enabled: !pinScreen.lock.isBusy
            width: Math.min(implicitWidth, parent.width)
            theme: pinScreen.theme
            colour: theme.warning
            size: theme.body
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
            size: theme.body
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

        PinDots { width: parent.width; theme: pinScreen.theme; count: pad.pin.length }

        Text {
            objectName: "pinFault"
            visible: pinScreen.lock.fault !== ""
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: pinScreen.theme.body
            color: pinScreen.theme.warning
            textFormat: Text.PlainText
            text: pinScreen.entryFaults[pinScreen.lock.fault] || qsTr("Not unlocked. %1").arg(errorMessages.of(pinScreen.lock.fault))
        }

        Row {
            visible: pinScreen.lock.step === "ask" && (pinScreen.several || pinScreen.lock.canRecover)
            spacing: pinScreen.theme.gap / 2

            TouchButton {
                objectName: "anotherUser"
                visible: pinScreen.several
                enabled: !pinScreen.lock.isBusy
                width: Math.min(implicitWidth, 3.2 * pinScreen.theme.touch)
                theme: pinScreen.theme
                text: pinScreen.lock.chosen
                detail: qsTr("Somebody else?")
                onClicked: pinScreen.lock.choose("")
            }

            TouchButton {
                objectName: "forgot"
                visible: pinScreen.lock.canRecover
                enabled: !pinScreen.lock.isBusy
                theme: pinScreen.theme
                size: theme.body
                text: qsTr("Forgotten PIN?")
                onClicked: pinScreen.lock.forgot()
            }
        }

        Text {
            visible: pinScreen.lock.step === "ask" && pinScreen.several && !pinScreen.lock.canRecover
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: pinScreen.theme.small
            color: pinScreen.theme.faint
            textFormat: Text.PlainText
            text: qsTr("A supervisor can give you a new PIN.")
        }

        Row {
            visible: pinScreen.lock.step === "recovery"
            spacing: pinScreen.theme.gap / 2

            TouchButton {
                objectName: "leaveRecovery"
                enabled: !pinScreen.lock.isBusy
                theme: pinScreen.theme
                size: 30 * theme.unit
                text: "‹"
                onClicked: pinScreen.lock.back()
            }

            TouchButton {
                objectName: "enterKey"
                enabled: !pinScreen.lock.isBusy
                theme: pinScreen.theme
                primary: true
                text: qsTr("Enter the recovery key")
                onClicked: keyEntry.ask(qsTr("Recovery key"), pinScreen.typedKey, false, 0, 0, value => {
                    pinScreen.typedKey = value
                    pinScreen.lock.enterRecoveryKey(value)
                })
            }
        }
    }

    // For whoever looks after the device, who may not be there; exams go on.
    Text {
        objectName: "failedUpdate"
        visible: pinScreen.failedUpdate.length > 0
        anchors { left: parent.left; bottom: parent.bottom; margins: pinScreen.theme.gap }
        width: pinScreen.portrait ? parent.width - 2 * pinScreen.theme.gap : pinScreen.lock.step === "who" ? parent.width / 3 : words.width
        wrapMode: Text.Wrap
        maximumLineCount: 4
        elide: Text.ElideRight
        font.pixelSize: pinScreen.theme.small
        color: pinScreen.theme.faint
        textFormat: Text.PlainText
        text: visible ? qsTr("The update %1 did not pass its checks. The device works as before. (%2)").arg(pinScreen.failedUpdate[0]).arg(pinScreen.failedUpdate[1]) : ""
    }

    PinPad {
        id: pad
        theme: pinScreen.theme
        visible: pinScreen.lock.step !== "who" && pinScreen.lock.step !== "recovery"
        takes: visible && !pinScreen.lock.isBusy
        x: pinScreen.portrait ? (parent.width - width) / 2 : parent.width - width - 2 * pinScreen.theme.gap
        y: pinScreen.portrait ? words.y + Math.max(words.height, 190 * pinScreen.theme.unit) + pinScreen.theme.gap : parent.height - height - (parent.height - pinScreen.theme.touch - height) / 2
        onEntered: pin => pinScreen.lock.enter(pin)
    }

    NameList {
        visible: pinScreen.lock.step === "who"
        theme: pinScreen.theme
        model: pinScreen.lock.people
        anchors {
            left: pinScreen.portrait ? parent.left : words.right
            right: parent.right
            top: parent.top
            bottom: parent.bottom
            leftMargin: 2 * pinScreen.theme.gap
            topMargin: pinScreen.portrait ? words.y + words.height + pinScreen.theme.gap : pinScreen.theme.touch + 2 * pinScreen.theme.gap
        }
        onChoose: name => pinScreen.lock.choose(name)
    }

    TextEntry { id: keyEntry; anchors.fill: parent; theme: pinScreen.theme; capitals: true; maxLength: 60 }
    TapGuard { anchors.fill: parent; theme: pinScreen.theme; change: keyEntry.visible + pinScreen.lock.step }
}
