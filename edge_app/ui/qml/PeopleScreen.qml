import QtQuick

// For a supervisor: who may unlock the screen, with what role; and the recovery key, also when the device is set up.
// For everybody: a new PIN of one's own.
Rectangle {
    id: screen
    required property var exam
    required property var lock
    required property var people
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width
    readonly property bool showsKey: people.step === "key" || people.step === "key at set-up"
    readonly property bool takesPin: people.step === "new" || people.step === "again" || people.step === "own" || people.step === "present"
    readonly property var titles: ({
        "list": qsTr("People"),
        "name": qsTr("New person"),
        "role": qsTr("Role"),
        "new": qsTr("New PIN"),
        "again": qsTr("New PIN"),
        "withdraw": qsTr("Withdraw this person?"),
        "own": qsTr("New recovery key"),
        "present": qsTr("My PIN"),
        "changed": qsTr("My PIN")
    })
    readonly property var prompts: ({
        "new": qsTr("Choose a PIN with at least %1 digits").arg(lock.leastPin),
        "again": qsTr("Enter the same PIN again"),
        "own": qsTr("Enter your own PIN. The earlier recovery key stops working when the new one has been written down."),
        "present": qsTr("Enter your present PIN"),
        "changed": qsTr("Your PIN is changed. From now on only the new one unlocks the screen.")
    })
    readonly property var faults: ({
        "taken": qsTr("Somebody already has this name. Choose another one."),
        "short": qsTr("A PIN needs at least %1 digits.").arg(lock.leastPin),
        "differ": qsTr("The PINs do not match. Choose a PIN again.")
    })
    color: theme.ground

    function askName(): void { nameEntry.ask(qsTr("Name"), "", false, 0, 0, value => screen.people.giveName(value)) }

    Keys.forwardTo: [nameEntry, pad]
    MultiPointTouchArea { anchors.fill: parent }

    component Words: Text {
        wrapMode: Text.Wrap
        font.pixelSize: screen.theme.body
        color: screen.theme.text
        textFormat: Text.PlainText
    }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        title: screen.showsKey ? qsTr("Recovery key") : screen.titles[screen.people.step] || ""
        detail: ["role", "new", "again", "withdraw", "present", "changed"].includes(screen.people.step) ? screen.people.name : ""
        canGoBack: !screen.showsKey
        onBack: screen.people.back()
    }

    // The list

    ListView {
        id: list
        visible: screen.people.step === "list"
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: actions.top; margins: screen.theme.gap }
        clip: true
        spacing: screen.theme.gap / 2
        boundsBehavior: Flickable.StopAtBounds
        model: screen.people.people

        delegate: Item {
            id: row
            required property var modelData
            width: list.width
            height: screen.theme.touch

            Column {
                anchors { left: parent.left; right: buttons.left; rightMargin: screen.theme.gap; verticalCenter: parent.verticalCenter }

                Words {
                    width: parent.width
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    lineHeight: 0.9
                    font { pixelSize: screen.theme.body; bold: true }
                    text: row.modelData.name
                }

                Words {
                    width: parent.width
                    font.pixelSize: screen.theme.small
                    color: screen.theme.faint
                    text: row.modelData.supervisor ? qsTr("Supervisor") : qsTr("Operator")
                }
            }

            Row {
                id: buttons
                anchors.right: parent.right
                spacing: screen.theme.gap / 2

                TouchButton {
                    objectName: "pinOf-" + row.modelData.name
                    theme: screen.theme
                    size: theme.body
                    text: qsTr("New PIN")
                    onClicked: screen.people.changePin(row.modelData.name)
                }

                TouchButton {
                    objectName: "withdraw-" + row.modelData.name
                    visible: row.modelData.name !== screen.lock.signedIn
                    theme: screen.theme
                    size: theme.body
                    text: qsTr("Withdraw")
                    onClicked: screen.people.askToWithdraw(row.modelData.name)
                }
            }
        }
    }

    Row {
        id: actions
        visible: screen.people.step === "list"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap }
        spacing: screen.theme.gap

        TouchButton {
            objectName: "newKey"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            text: qsTr("Recovery key")
            onClicked: screen.people.askForKey()
        }

        TouchButton {
            objectName: "addPerson"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            primary: true
            text: qsTr("Add a person")
            onClicked: { screen.people.add(); screen.askName() }
        }
    }

    // Questions

    Column {
        id: question
        visible: !list.visible
        width: pad.visible && !screen.portrait ? parent.width - pad.width - 5 * screen.theme.gap : parent.width - 4 * screen.theme.gap
        x: 2 * screen.theme.gap
        anchors { top: header.bottom; topMargin: 2 * screen.theme.gap }
        spacing: screen.theme.gap

        Words {
            visible: text !== ""
            width: parent.width
            font.pixelSize: 18 * screen.theme.unit
            color: screen.theme.faint
            text: screen.exam.isBusy ? qsTr("Please wait…") : screen.prompts[screen.people.step] || ""
        }

        PinDots { visible: pad.visible; width: parent.width; theme: screen.theme; count: pad.pin.length }

        Words {
            objectName: "peopleFault"
            visible: screen.people.fault !== ""
            width: parent.width
            font.pixelSize: screen.theme.body
            color: screen.theme.warning
            text: screen.faults[screen.people.fault] || ""
        }

        TouchButton {
            objectName: "giveName"
            visible: screen.people.step === "name"
            theme: screen.theme
            primary: true
            text: qsTr("Enter the name")
            onClicked: screen.askName()
        }

        Repeater {
            model: screen.people.step === "role" ? [false, true] : []

            Column {
                id: choice
                required property bool modelData
                width: question.width
                spacing: screen.theme.gap / 2

                TouchButton {
                    objectName: choice.modelData ? "supervisor" : "operator"
                    width: parent.width
                    theme: screen.theme
                    text: choice.modelData ? qsTr("Supervisor") : qsTr("Operator")
                    onClicked: screen.people.giveRole(choice.modelData)
                }

                Words {
                    width: parent.width
                    color: screen.theme.faint
                    text: choice.modelData ? qsTr("Examines patients, adds and withdraws people, and says what the device is for.")
                                           : qsTr("Examines patients.")
                }
            }
        }

        Words {
            visible: screen.people.step === "withdraw"
            width: parent.width
            font.pixelSize: 18 * screen.theme.unit
            text: qsTr("The PIN of %1 stops working. Exams and the audit trail keep the name.").arg(screen.people.name)
        }

        TouchButton {
            objectName: "pinChanged"
            visible: screen.people.step === "changed"
            theme: screen.theme
            primary: true
            text: qsTr("OK")
            onClicked: screen.people.back()
        }

        TouchButton {
            objectName: "withdraw"
            visible: screen.people.step === "withdraw"
            theme: screen.theme
            colour: theme.warning
            enabled: !screen.exam.isBusy
            text: qsTr("Withdraw")
            onClicked: screen.people.withdraw()
        }

        // The recovery key

        Words {
            visible: screen.showsKey
            width: parent.width
            text: qsTr("Write this key down and keep it locked away, not with the device. If all PINs are forgotten, it is the only way to the exams. It is shown only now.")
        }

        Words {
            objectName: "recoveryKey"
            visible: screen.showsKey
            width: parent.width
            font { family: "monospace"; pixelSize: 24 * screen.theme.unit; bold: true }
            text: screen.people.recoveryKey.replace(/-/g, "-\u200b") // may be wrapped after each group
        }

        ErrorBanner { width: parent.width; exam: screen.exam; theme: screen.theme; title: qsTr("Nothing was changed.") }
    }

    Row {
        visible: screen.showsKey
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap }
        spacing: screen.theme.gap

        TouchButton {
            objectName: "keyLater"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            enabled: !screen.exam.isBusy
            text: qsTr("Not now")
            onClicked: screen.people.back()
        }

        TouchButton {
            objectName: "keyNoted"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            primary: true
            enabled: !screen.exam.isBusy
            text: qsTr("I have written it down")
            onClicked: screen.people.keepKey()
        }
    }

    PinPad {
        id: pad
        theme: screen.theme
        visible: screen.takesPin
        takes: visible && !screen.exam.isBusy
        x: screen.portrait ? (parent.width - width) / 2 : parent.width - width - 2 * screen.theme.gap
        y: screen.portrait ? parent.height - height - 2 * screen.theme.gap : header.y + header.height + (parent.height - header.y - header.height - height) / 2
        onEntered: pin => screen.people.enter(pin)
    }

    TextEntry { id: nameEntry; anchors.fill: parent; theme: screen.theme; maxLength: screen.people.longestName; isName: true; extraLetters: theme.extraLetters(screen.translator.current) }
    TapGuard { anchors.fill: parent; theme: screen.theme; change: nameEntry.visible + screen.people.step }
}
