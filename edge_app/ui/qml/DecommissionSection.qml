import QtQuick

// Takes the device out of service: a word is typed, then the button is held.
Column {
    id: section
    required property var settings
    required property var exam
    required property TextEntry entry
    required property Theme theme
    readonly property var erasure: settings.erasure
    spacing: theme.gap

    SettingsText {
        theme: section.theme
        text: qsTr("All exams on this device (%1) become unreadable for good: their keys are destroyed, then the exams. Nobody can undo this.").arg(section.settings.storage.exams === undefined ? "" : section.settings.storage.exams)
    }

    SettingsText {
        theme: section.theme
        color: section.settings.finishedSince > 0 ? theme.warning : theme.faint
        text: section.settings.lastBackup === "" ? qsTr("There is no backup.")
            : qsTr("Last backup: %1. Exams finished since: %2.").arg(section.settings.lastBackup).arg(section.settings.finishedSince)
    }

    TouchButton {
        objectName: "typeWord"
        width: parent.width
        theme: section.theme
        enabled: section.settings.mayChange && !section.exam.isBusy
        chosen: section.erasure.isConfirmed
        text: section.erasure.isConfirmed ? qsTr("Confirmed") : qsTr("Type %1 to confirm").arg(section.erasure.word)
        onClicked: section.entry.ask(text, "", false, 0, 0, value => section.erasure.type(value))
    }

    HoldButton {
        objectName: "erase"
        width: parent.width
        theme: section.theme
        colour: theme.warning
        holdTime: 3000
        enabled: section.erasure.isConfirmed && section.settings.mayChange && !section.exam.isBusy
        text: qsTr("Destroy all exams")
        detail: qsTr("press and hold for three seconds")
        onHeld: section.erasure.erase()
    }

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: qsTr("Flash memory may keep old blocks that no program reaches. What protects the exams is that their keys are gone. For more, destroy the medium.")
    }
}
