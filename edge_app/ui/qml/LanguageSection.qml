import QtQuick

// The language of the screen. Each language is named in itself.
Column {
    id: section
    required property var settings
    required property var translator
    required property Theme theme
    spacing: theme.gap

    ErrorMessages { id: errorMessages }

    Repeater {
        model: [["en", "English"], ["de", "Deutsch"], ["es", "Español"]]

        TouchButton {
            required property var modelData
            objectName: "language-" + modelData[0]
            width: section.width
            theme: section.theme
            chosen: section.translator.current === modelData[0]
            text: modelData[1]
            onClicked: {
                section.translator.switch_to(modelData[0])
                section.settings.chooseLanguage(modelData[0])
            }
        }
    }

    SettingsText {
        theme: section.theme
        color: section.settings.languageFault === "" ? theme.faint : theme.warning
        text: section.settings.languageFault === "" ? qsTr("The screen starts in the language that is chosen here.") : errorMessages.of(section.settings.languageFault)
    }
}
