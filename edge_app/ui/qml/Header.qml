import QtQuick

// Across the top of every step without an image: back, the title of the step, where it leads to besides, and the lock with the name
// of whoever is signed in. What is changed rarely is behind the gear.
Item {
    id: header
    required property Theme theme
    required property var translator
    property var lock: null
    property var settings: null
    property var drift: null
    property var stored: null // the list of exams, where this step leads to it
    property string title
    property string detail
    property bool canGoBack: false
    property string backText: "‹"
    signal back()
    readonly property bool checkDue: Boolean(drift) && drift.isDue
    readonly property real titleWidth: (detail === "" ? 100 : 250) * theme.unit // the least that is legible
    readonly property bool stacked: extras.visible && width < titleWidth + extras.implicitWidth + tools.implicitWidth + 2 * theme.gap
    height: stacked ? extras.y + extras.height : theme.touch

    TouchButton {
        id: backButton
        objectName: "back"
        visible: header.canGoBack
        theme: header.theme
        size: header.backText === "‹" ? 30 * theme.unit : theme.body
        text: header.backText
        onClicked: header.back()
    }

    Column {
        anchors {
            left: backButton.visible ? backButton.right : parent.left
            right: extras.visible && !header.stacked ? extras.left : tools.left
            leftMargin: header.theme.gap / 2
            rightMargin: header.theme.gap
            verticalCenter: tools.verticalCenter
        }

        TextMetrics {
            id: inOneLine
            font { family: title.font.family; pixelSize: header.theme.large; bold: true }
            text: header.title
        }

        Text {
            id: title
            objectName: "title"
            width: parent.width
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
            lineHeight: 0.9
            font { pixelSize: inOneLine.advanceWidth > width ? header.theme.body : header.theme.large; bold: true }
            color: header.theme.text
            textFormat: Text.PlainText
            text: header.title
        }

        Text {
            visible: text !== ""
            width: parent.width
            wrapMode: Text.Wrap
            maximumLineCount: title.lineCount > 1 ? 2 : 3
            elide: Text.ElideRight
            lineHeight: 0.9
            font.pixelSize: header.theme.small
            color: header.theme.faint
            textFormat: Text.PlainText
            text: header.detail
        }
    }

    // Below the others where there is no room beside them.
    Row {
        id: extras
        visible: header.checkDue || header.stored !== null || header.settings !== null
        anchors { right: header.stacked ? parent.right : tools.left; rightMargin: header.stacked ? 0 : header.theme.gap / 2 }
        y: header.stacked ? header.theme.touch + header.theme.gap / 2 : 0
        spacing: header.theme.gap / 2

        TouchButton {
            objectName: "deviceCheck"
            visible: header.checkDue
            theme: header.theme
            size: theme.body
            text: qsTr("Device")
            detail: qsTr("check due")
            onClicked: header.drift.ask()
        }

        TouchButton {
            readonly property int undelivered: header.stored ? header.stored.waiting.undelivered : 0
            objectName: "exams"
            visible: header.stored !== null
            theme: header.theme
            size: theme.body
            colour: undelivered > 0 ? theme.warning : theme.text
            text: qsTr("Exams")
            detail: undelivered > 0 ? qsTr("%1 not delivered").arg(undelivered) : ""
            onClicked: header.stored.open(undelivered > 0)
        }

        SettingsButton {
            visible: header.settings !== null
            theme: header.theme
            settings: header.settings
        }
    }

    Row {
        id: tools
        anchors.right: parent.right
        spacing: header.theme.gap / 2

        TouchButton {
            objectName: "language"
            visible: header.settings === null // where there is a gear, it is behind that
            theme: header.theme
            text: header.translator.current.toUpperCase()
            onClicked: header.translator.next()
        }

        TouchButton {
            objectName: "lock"
            visible: header.lock !== null
            theme: header.theme
            width: Math.min(implicitWidth, 1.6 * theme.touch)
            text: qsTr("Lock")
            detail: header.lock ? header.lock.signedIn : ""
            size: theme.body
            onClicked: header.lock.lock()
        }
    }
}
