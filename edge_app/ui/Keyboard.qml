import QtQuick

// Keys of 12 mm for a text or a figure; as many beside each other as there is room for.
Grid {
    id: keys
    required property Theme theme
    property bool figures: false // digits and a point alone
    property bool upper: true
    readonly property string letters: columns >= 10 ? "1234567890QWERTYUIOPASDFGHJKL-ZXCVBNM.,/" : "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-.,/"
    signal typed(string key)
    columns: figures ? 3 : Math.max(5, Math.min(10, Math.floor(width / theme.touch)))
    spacing: figures ? theme.gap / 2 : Math.max(2, Math.min(theme.gap / 2, (width - columns * theme.touch) / (columns - 1)))

    Repeater {
        model: (keys.figures ? "123456789.0" : keys.letters).split("")

        TouchButton {
            required property string modelData
            objectName: "key" + modelData
            theme: keys.theme
            width: keys.figures ? 1.3 * keys.theme.touch : keys.theme.touch
            size: 22 * keys.theme.unit
            text: keys.upper ? modelData : modelData.toLowerCase()
            onClicked: keys.typed(text)
        }
    }

    TouchButton {
        objectName: "keySpace"
        visible: !keys.figures
        theme: keys.theme
        width: keys.theme.touch
        text: "␣"
        onClicked: keys.typed(" ")
    }

    TouchButton {
        objectName: "keyErase"
        theme: keys.theme
        width: keys.figures ? 1.3 * keys.theme.touch : keys.theme.touch
        size: 22 * keys.theme.unit
        text: "⌫"
        onClicked: keys.typed("")
    }
}
