import QtQuick
import QtQuick.Layouts

// Keys of 12 mm for a text or a figure; as many beside each other as there is room for, and in the last row what is left for
// the space bar and the eraser.
GridLayout {
    id: keys
    required property Theme theme
    property bool figures: false // digits and a point alone
    property bool upper: true
    property string more: "" // letters of the language
    readonly property string letters: (columns >= 10 ? "1234567890QWERTYUIOPASDFGHJKL-ZXCVBNM.,/" : "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-.,/") + more
    readonly property int over: columns - letters.length % columns
    readonly property int rest: over < 2 ? columns : over // in the last row
    readonly property real key: figures ? 1.3 * theme.touch : theme.touch
    signal typed(string key)
    columns: figures ? 3 : Math.max(5, Math.min(10, Math.floor(width / theme.touch)))
    columnSpacing: figures ? theme.gap / 2 : Math.max(2, Math.min(theme.gap / 2, (width - columns * theme.touch) / (columns - 1)))
    rowSpacing: columnSpacing

    Repeater {
        model: (keys.figures ? "123456789.0" : keys.letters).split("")

        TouchButton {
            required property string modelData
            objectName: "key" + modelData
            theme: keys.theme
            Layout.preferredWidth: keys.key
            size: 22 * keys.theme.unit
            text: keys.upper ? modelData : modelData.toLowerCase()
            onClicked: keys.typed(text)
        }
    }

    TouchButton {
        objectName: "keySpace"
        visible: !keys.figures
        theme: keys.theme
        Layout.columnSpan: keys.rest - erase.span
        Layout.fillWidth: true
        size: 22 * keys.theme.unit
        text: "␣"
        onClicked: keys.typed(" ")
    }

    TouchButton {
        id: erase
        readonly property int span: keys.figures || keys.rest < 4 ? 1 : 2
        objectName: "keyErase"
        theme: keys.theme
        Layout.columnSpan: span
        Layout.fillWidth: true
        size: 22 * keys.theme.unit
        text: "⌫"
        onClicked: keys.typed("")
    }
}
