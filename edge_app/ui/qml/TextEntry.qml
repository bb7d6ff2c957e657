import QtQuick

// Full-screen entry of one value: OK accepts it, back leaves it unchanged.
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
    property bool hidden: false // a secret: dots in its place, and all letters small, for nobody sees which one is not
    property bool capitals: false // all letters; otherwise only at the start of a sentence
    property var accept: null // called with the value
    readonly property bool valid: !numeric || value === "" || (!isNaN(Number(value)) && Number(value) >= minimum && Number(value) <= maximum)
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
        hidden = true
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
            onClicked: entry.visible = false
        }

        Column {
            anchors { left: leave.right; right: ok.left; margins: entry.theme.gap; verticalCenter: parent.verticalCenter }

            Text {
                width: parent.width
                elide: Text.ElideRight
                font.pixelSize: entry.theme.body
                color: entry.valid ? entry.theme.faint : entry.theme.warning
                textFormat: Text.PlainText
                text: entry.valid ? entry.title : qsTr("%1: %2 to %3").arg(entry.title).arg(entry.minimum).arg(entry.maximum)
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
            onClicked: {
                const given = entry.value
                entry.value = ""
                entry.visible = false
                entry.accept(given)
            }
        }
    }

    Keyboard {
        anchors { top: top.bottom; topMargin: entry.theme.gap; horizontalCenter: parent.horizontalCenter }
        width: numeric ? implicitWidth : Math.min(entry.width - entry.theme.gap, 10 * (entry.theme.touch + entry.theme.gap / 2))
        theme: entry.theme
        numeric: entry.numeric
        whole: entry.whole
        extraLetters: entry.extraLetters
        upper: entry.capitals || !entry.hidden && (entry.value === "" || entry.value.endsWith(". "))
        onTyped: key => entry.value = key === "" ? entry.value.slice(0, -1) : (entry.value + key).slice(0, entry.maxLength)
    }
}
