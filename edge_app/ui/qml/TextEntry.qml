import QtQuick

// Full-screen entry of one value: OK accepts it, back leaves it unchanged. A keyboard types into it as well, and so does a barcode
// scanner, which types fast and ends with Enter. Of what is too long nothing is dropped, which would make another identifier of it.
Rectangle {
    id: entry
    required property Theme theme
    property string title
    property string value
    property bool numeric: false
    property bool whole: false // a number without a point
    property real minimum: 0
    property real maximum: 0
    property int maxLength: 40
    property string extraLetters: "" // besides A to Z
    property bool hidden: false // a secret: dots in its place; letters are small until another kind is chosen
    property bool capitals: false // all letters; otherwise only at the start of a sentence
    property bool isName: false // each word begins with a capital
    property var accept: null // called with the value
    readonly property bool fits: value.length <= maxLength && !value.includes("\\") // as DICOM wants it
    readonly property bool inRange: /^[0-9]*[.]?[0-9]*$/.test(value) && !(whole && value.includes(".")) && Number(value) >= minimum && Number(value) <= maximum
    readonly property bool valid: numeric ? value === "" || inRange : fits
    objectName: "entry"
    visible: false
    color: theme.ground

    function ask(prompt: string, initial: string, numbersOnly: bool, from: real, to: real, then: var): void {
        title = prompt
        value = initial
        numeric = numbersOnly
        minimum = from
        maximum = to
        accept = then
        whole = false
        hidden = false
        visible = true
    }

    function askWhole(prompt: string, initial: string, from: real, to: real, then: var): void {
        ask(prompt, initial, true, from, to, then)
        whole = true
    }

    function askHidden(prompt: string, then: var): void {
        ask(prompt, "", false, 0, 0, then)
        keyboard.mode = 0
        hidden = true
    }

    // As `ask` does for text, with what a key typed in place of what was there.
    function askTyped(prompt: string, typed: string, then: var): void {
        ask(prompt, "", false, 0, 0, then)
        type(typed)
    }

    function type(text: string): void {
        if (value.length < 2 * maxLength) // a key that is stuck
            value += capitals ? text.toUpperCase() : text
    }

    function finish(): void {
        if (!valid)
            return
        const given = value
        cancel()
        accept(given)
    }

    function cancel(): void {
        value = "" // nothing of a secret stays
        visible = false
    }

    Keys.onPressed: event => {
        if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            finish()
        else if (event.key === Qt.Key_Escape)
            cancel()
        else if (event.key === Qt.Key_Backspace)
            value = value.slice(0, -1)
        else if (theme.isTyped(event))
            type(event.text)
        event.accepted = true
    }

    MultiPointTouchArea { anchors.fill: parent } // blocks touches of anything below, also by a palm

    Item {
        id: top
        height: entry.theme.touch
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: entry.theme.gap }

        TouchButton {
            id: leave
            objectName: "entryLeave"
            theme: entry.theme
            size: 30 * theme.unit
            text: "‹"
            onClicked: entry.cancel()
        }

        Column {
            anchors { left: leave.right; right: ok.left; margins: entry.theme.gap; verticalCenter: parent.verticalCenter }

            Text {
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                lineHeight: 0.9
                font.pixelSize: entry.theme.body
                color: entry.valid ? entry.theme.faint : entry.theme.warning
                textFormat: Text.PlainText
                text: entry.valid ? entry.title
                      : entry.numeric ? qsTr("%1: %2 to %3").arg(entry.title).arg(entry.minimum).arg(entry.maximum)
                                      : qsTr("At most %1 characters, no backslash").arg(entry.maxLength)
            }

            Text {
                objectName: "entryValue"
                width: parent.width
                elide: Text.ElideLeft
                font { pixelSize: entry.theme.large; bold: true }
                color: entry.theme.text
                textFormat: Text.PlainText
                text: (entry.hidden ? "•".repeat(entry.value.length) : entry.value) + "▏"
            }
        }

        TouchButton {
            id: ok
            objectName: "entryOk"
            anchors.right: parent.right
            width: 1.5 * entry.theme.touch
            theme: entry.theme
            primary: true
            enabled: entry.valid
            text: qsTr("OK")
            onClicked: entry.finish()
        }
    }

    Keyboard {
        id: keyboard
        modes: entry.hidden
        anchors.horizontalCenter: parent.horizontalCenter
        y: entry.height > entry.width ? entry.height - height - entry.theme.gap : top.y + top.height + entry.theme.gap // near the thumb
        width: numeric ? implicitWidth : Math.min(entry.width - entry.theme.gap, 10 * (entry.theme.touch + entry.theme.gap / 2))
        theme: entry.theme
        numeric: entry.numeric
        whole: entry.whole
        extraLetters: entry.extraLetters
        upper: entry.capitals || !entry.hidden && (entry.value === "" || entry.value.endsWith(entry.isName ? " " : ". "))
        onTyped: key => entry.value = key === "" ? entry.value.slice(0, -1) : entry.value.length < entry.maxLength ? entry.value + key : entry.value
    }
}
