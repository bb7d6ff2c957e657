import QtQuick

// The language of the screen. Each language is named in itself.
Column {
    id: section
    required property var translator
    required property Theme theme
    spacing: theme.gap

    Repeater {
        model: [["en", "English"], ["de", "Deutsch"], ["es", "Español"]]

        TouchButton {
            required property var modelData
            objectName: "language-" + modelData[0]
            width: section.width
            theme: section.theme
            chosen: section.translator.current === modelData[0]
            text: modelData[1]
            onClicked: section.translator.choose(modelData[0])
        }
    }

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: qsTr("The screen starts in the language that is chosen here.")
    }
}
