import QtQuick

// What frames come from, what is known of it, and what the appliance is made of.
Column {
    id: section
    required property var settings
    required property var live
    property var validation: null
    required property Theme theme
    readonly property var versions: settings.versions
    spacing: theme.gap

    SettingsFact { theme: section.theme; name: qsTr("Probe or grabber"); value: section.live.sourceName }
    SettingsFact {
        theme: section.theme
        name: qsTr("Device profile")
        value: !section.live.deviceKnown ? qsTr("none") : section.live.preset === "" ? qsTr("known") : section.live.preset
    }
    SettingsFact {
        theme: section.theme
        name: qsTr("Scale")
        value: section.live.mmPerPixel > 0 ? qsTr("%1 mm per pixel").arg(theme.localised(section.live.mmPerPixel.toPrecision(3))) : qsTr("unknown")
    }
    SettingsFact {
        theme: section.theme
        name: qsTr("Validation")
        value: !section.validation || section.validation.kind === "" ? qsTr("not validated on this device")
             : section.validation.kind === "site" ? qsTr("validated at a site")
             : section.live.simulatedTraining ? qsTr("validated on simulated images") : qsTr("validated by the maker")
    }
    SettingsFact { theme: section.theme; name: qsTr("Model"); value: section.versions.model === "" ? section.live.bundleId : section.versions.model }
    SettingsFact { theme: section.theme; name: qsTr("Runtime"); value: section.versions.runtime }
    SettingsFact { theme: section.theme; name: qsTr("Program"); value: section.versions.program }
    SettingsFact {
        theme: section.theme
        name: qsTr("Release")
        value: section.versions.program === "" ? "" : section.versions.release === "" ? qsTr("none: run from its source")
             : section.versions.on_trial ? qsTr("%1, still on trial").arg(section.versions.release) : section.versions.release
    }
    SettingsFact { theme: section.theme; name: qsTr("Board"); value: section.versions.board }
    SettingsFact { theme: section.theme; name: qsTr("System"); value: section.versions.system }
    SettingsFact { theme: section.theme; name: qsTr("Licences"); value: section.versions.licences }
    SettingsText {
        theme: section.theme
        color: theme.faint
        text: qsTr("NMD-AssistNet assists with muscle ultrasound and never diagnoses. For research use only.")
    }
}
