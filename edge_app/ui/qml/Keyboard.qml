import QtQuick
import QtQuick.Layouts

// Keys of 12 mm for text or a number; as many per row as fit, and in the last row the remaining space for the space bar and
// the erase key.
GridLayout {
    id: keys
    required property Theme theme
    property bool numeric: false // only digits and a point
    property bool whole: false // no point
    property bool upper: true
    property string extraLetters: "" // of the language
    property bool modes: false // a key for capitals and signs, as passwords have them
    property int mode: 0 // letters, capitals, signs
    readonly property string letters: modes && mode === 2 ? "1234567890!@#$%&*()+=_:;?'\"<>-[]{}|^~.,/"
        : (columns >= 10 ? "1234567890" + qsTr("QWERTYUIOPASDFGHJKL-ZXCVBNM", "the letters as they lie on a keyboard, row by row") + ".,/" : "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-.,/") + extraLetters
    readonly property int unused: columns - letters.length % columns
    readonly property int lastRow: unused < (modes ? 4 : 2) ? columns : unused // columns free in the last row
    readonly property real key: numeric ? 1.3 * theme.touch : theme.touch
    signal typed(string key)
    columns: numeric ? 3 : Math.max(5, Math.min(10, Math.floor(width / theme.touch)))
    columnSpacing: numeric ? theme.gap / 2 : Math.max(2, Math.min(theme.gap / 2, (width - columns * theme.touch) / (columns - 1)))
    rowSpacing: columnSpacing

    Repeater {
        model: (keys.numeric ? "123456789.0" : keys.letters).split("")

        TouchButton {
            required property string modelData
            objectName: "key" + modelData
            theme: keys.theme
            Layout.preferredWidth: keys.key
            size: 22 * keys.theme.unit
            text: keys.upper || keys.modes && keys.mode === 1 ? modelData : modelData.toLowerCase()
            enabled: !keys.whole || modelData !== "."
            opacity: enabled ? 1 : 0 // the other keys stay in their places
            onClicked: keys.typed(text)
        }
    }

    TouchButton {
        id: shift
        readonly property bool besideLetters: keys.unused >= erase.span && keys.unused < 4
        readonly property int span: visible && !besideLetters ? erase.span : 0 // in the last row
        objectName: "keyMode"
        visible: keys.modes && !keys.numeric
        theme: keys.theme
        Layout.columnSpan: erase.span
        Layout.fillWidth: true
        size: keys.theme.body
        text: ["ABC", "#+=", "abc"][keys.mode]
        onClicked: keys.mode = (keys.mode + 1) % 3
    }

    TouchButton {
        objectName: "keySpace"
        visible: !keys.numeric
        theme: keys.theme
        Layout.columnSpan: keys.lastRow - erase.span - shift.span
        Layout.fillWidth: true
        size: 22 * keys.theme.unit
        text: "␣"
        onClicked: keys.typed(" ")
    }

    TouchButton {
        id: erase
        readonly property int span: keys.numeric || keys.lastRow < 4 ? 1 : 2
        objectName: "keyErase"
        theme: keys.theme
        Layout.columnSpan: span
        Layout.fillWidth: true
        size: 22 * keys.theme.unit
        text: "⌫"
        onClicked: keys.typed("")
    }
}
