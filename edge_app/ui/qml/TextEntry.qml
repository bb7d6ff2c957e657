import QtQuick

// One value is typed over the whole screen, and taken with OK or left as it was.
Rectangle {
    id: entry
    required property Theme theme
    property string title
    property string value
    property bool figures: false
    property real least: 0
    property real most: 0
    property int longest: 40
    property string more: "" // letters beside A to Z
    property bool capitals: false // all of them; else as a sentence begins
    property var take: null // called with the value
    readonly property bool valid: !figures || value === "" || (!isNaN(Number(value)) && Number(value) >= least && Number(value) <= most)
    objectName: "entry"
    visible: false
    color: theme.ground

    function ask(what: string, now: string, figuresOnly: bool, from: real, to: real, then: var): void {
        title = what
        value = now
        figures = figuresOnly
        least = from
        most = to
        take = then
        visible = true
    }

    MultiPointTouchArea { anchors.fill: parent } // nothing below it is touched, by a palm either

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
                text: entry.valid ? entry.title : qsTr("%1: %2 to %3").arg(entry.title).arg(entry.least).arg(entry.most)
            }

            Text {
                objectName: "entryValue"
                width: parent.width
                elide: Text.ElideLeft
                font { pixelSize: entry.theme.large; bold: true }
                color: entry.theme.text
                textFormat: Text.PlainText
                text: entry.value + "▏"
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
                entry.visible = false
                entry.take(entry.value)
            }
        }
    }

    Keyboard {
        anchors { top: top.bottom; topMargin: entry.theme.gap; horizontalCenter: parent.horizontalCenter }
        width: figures ? implicitWidth : Math.min(entry.width - entry.theme.gap, 10 * (entry.theme.touch + entry.theme.gap / 2))
        theme: entry.theme
        figures: entry.figures
        more: entry.more
        upper: entry.capitals || entry.value === "" || entry.value.endsWith(". ")
        onTyped: key => entry.value = key === "" ? entry.value.slice(0, -1) : (entry.value + key).slice(0, entry.longest)
    }
}
