import QtQuick

// What is wrong with the device, each with what to do; then what is left of it, in figures.
Column {
    id: section
    required property var settings
    required property Theme theme
    spacing: theme.gap

    HealthTexts { id: texts }

    SettingsText {
        objectName: "allWell"
        theme: section.theme
        color: theme.good
        text: section.settings.warnings.length === 0 ? qsTr("Nothing to do: no warning.") : ""
    }

    Repeater {
        model: section.settings.warnings

        Banner {
            required property var modelData
            required property int index
            objectName: "warning-" + modelData.kind
            width: section.width
            theme: section.theme
            colour: modelData.severity === "now" ? theme.warning : theme.text
            title: texts.title(modelData.kind)
            detail: texts.advice(modelData.kind)
        }
    }

    // As the command line says it, in English: file and key are what whoever wrote the file needs.
    Repeater {
        model: section.settings.faultyProtocols

        SettingsText {
            required property string modelData
            required property int index
            objectName: "faultyProtocol" + index
            theme: section.theme
            text: modelData
        }
    }

    SettingsFact {
        objectName: "storageFact"
        theme: section.theme
        name: qsTr("Exams kept")
        value: section.settings.storage.exams === undefined ? ""
             : qsTr("%1 (%2 MB)").arg(section.settings.storage.exams).arg(theme.localised(section.settings.storage.used.toFixed(1)))
    }

    SettingsFact {
        objectName: "clipsFact"
        theme: section.theme
        name: qsTr("Clips among them")
        value: section.settings.storage.exams === undefined ? ""
             : qsTr("%1 (%2 MB)").arg(section.settings.storage.clips).arg(theme.localised(section.settings.storage.clipSize.toFixed(1)))
    }

    SettingsFact {
        theme: section.theme
        name: qsTr("Space left")
        value: section.settings.storage.images === undefined ? ""
             : qsTr("images: %1 (%2 GB free)").arg(section.settings.storage.images).arg(theme.localised(section.settings.storage.free.toFixed(1)))
    }

    SettingsFact {
        theme: section.theme
        name: qsTr("Temperature")
        value: section.settings.board.temperature === undefined ? qsTr("not measured here") : qsTr("%1 °C").arg(Math.round(section.settings.board.temperature))
    }

    SettingsFact {
        theme: section.theme
        name: qsTr("Battery")
        value: section.settings.board.battery === undefined ? "" : qsTr("%1 %").arg(Math.round(100 * section.settings.board.battery))
    }

    SettingsFact {
        theme: section.theme
        name: qsTr("Power mode")
        value: section.settings.board.powerMode === undefined ? "" : section.settings.board.powerMode
    }
}
