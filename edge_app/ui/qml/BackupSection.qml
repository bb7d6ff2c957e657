import QtQuick

// Everything in one encrypted file on a stick. The passphrase is typed twice; without it nobody can read the file.
Column {
    id: section
    required property var settings
    required property var exam
    required property TextEntry entry
    required property Theme theme
    readonly property var backup: settings.backup
    readonly property var faults: ({
        "short": qsTr("A passphrase needs at least %1 characters.").arg(backup.minPassphrase),
        "differ": qsTr("The passphrases do not match. Try again.")
    })
    readonly property var mediaFaults: ({
        "read-only": qsTr("write-protected"),
        "forbidden": qsTr("cannot be written to"),
        "full": qsTr("full")
    })
    spacing: theme.gap

    ErrorMessages { id: errorMessages }

    function ask(place: string): void {
        entry.askHidden(qsTr("Passphrase (min. %1 characters)").arg(backup.minPassphrase),
            first => entry.askHidden(qsTr("The same passphrase again"), second => backup.start(place, first, second)))
    }

    Timer { interval: 1000; repeat: true; running: !section.entry.visible; onTriggered: section.backup.look() }

    SettingsText {
        objectName: "backupState"
        theme: section.theme
        text: section.settings.lastBackup === "" ? qsTr("There is no backup yet. Exams finished: %1.").arg(section.settings.finishedSince)
            : qsTr("Last backup: %1. Exams finished since: %2.").arg(section.settings.lastBackup).arg(section.settings.finishedSince)
    }

    Repeater {
        model: section.backup.places

        TouchButton {
            required property var modelData
            required property int index
            objectName: "backupTo" + index
            width: section.width
            theme: section.theme
            primary: true
            visible: !section.backup.isRunning
            enabled: section.settings.mayChange && !section.exam.isBusy && modelData.fault === ""
            text: qsTr("Back up to a stick")
            detail: modelData.fault === "" ? modelData.path.split("/").pop() : section.mediaFaults[modelData.fault]
            onClicked: section.ask(modelData.path)
        }
    }

    CopyProgress {
        objectName: "backupProgress"
        visible: section.backup.isRunning
        width: parent.width
        theme: section.theme
        copy: section.backup
        text: qsTr("Backing up (exams: %1)").arg(section.settings.storage.exams === undefined ? "" : section.settings.storage.exams)
        onStop: section.backup.stop()
    }

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: section.backup.places.length === 0 ? qsTr("Insert a USB stick.") : ""
    }

    SettingsText {
        objectName: "backupFault"
        theme: section.theme
        color: theme.warning
        text: section.backup.isRunning ? "" : section.faults[section.backup.fault] || errorMessages.of(section.backup.fault)
    }

    SettingsText {
        objectName: "backupDone"
        theme: section.theme
        color: theme.good
        text: section.backup.file === "" || section.backup.isRunning ? "" : qsTr("Written: %1. Keep the passphrase elsewhere than the stick.").arg(section.backup.file)
    }

    TouchButton {
        objectName: "toRestore"
        width: parent.width
        theme: section.theme
        enabled: section.settings.mayChange && !section.backup.isRunning
        text: qsTr("Restore a backup")
        onClicked: section.settings.show("restore")
    }
}
