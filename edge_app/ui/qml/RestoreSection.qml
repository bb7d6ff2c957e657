import QtQuick

// A backup on a stick is opened by its passphrase, shown, and restored by a supervisor's PIN; only where there is no exam.
Column {
    id: section
    required property var settings
    required property var exam
    required property TextEntry entry
    required property Theme theme
    readonly property var restore: settings.restore
    readonly property string place: restore.step // for the guard against a second tap
    readonly property int exams: settings.storage.exams === undefined ? 0 : settings.storage.exams
    readonly property bool mayRestore: settings.mayChange && exams === 0 && !exam.isBusy
    spacing: theme.gap

    ErrorMessages { id: errorMessages }
    Dates { id: dates }

    Timer { interval: 1000; repeat: true; running: !section.entry.visible; triggeredOnStart: true; onTriggered: section.restore.look() }

    SettingsText {
        objectName: "restoreRefused"
        theme: section.theme
        color: theme.warning
        text: section.exams === 0 ? "" : qsTr("This device holds %1 exams. A backup never overwrites exams: restore it onto a device without any.").arg(section.exams)
    }

    // The choice

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: section.exams > 0 || section.restore.step !== "choose" ? ""
            : section.restore.files.length === 0 ? qsTr("Insert the USB stick with the backup.") : qsTr("Choose a backup, then type its passphrase.")
    }

    Repeater {
        model: section.restore.step === "choose" ? section.restore.files : []

        TouchButton {
            required property var modelData
            required property int index
            objectName: "backupFile" + index
            width: section.width
            theme: section.theme
            enabled: section.mayRestore
            text: modelData.name
            detail: qsTr("%1 MB, in %2").arg(modelData.mb < 10 ? modelData.mb.toFixed(1) : Math.round(modelData.mb)).arg(modelData.place)
            onClicked: section.entry.askHidden(qsTr("Passphrase of the backup"), value => section.restore.open(modelData.path, value))
        }
    }

    SettingsText {
        theme: section.theme
        text: section.restore.step === "opening" || section.restore.step === "checking" ? qsTr("Please wait…") : ""
    }

    // What it holds

    Column {
        visible: section.restore.step === "opened"
        width: parent.width
        spacing: section.theme.gap / 2

        SettingsFact { objectName: "backupExams"; theme: section.theme; name: qsTr("Exams"); value: section.restore.contents.exams }
        SettingsFact { theme: section.theme; name: qsTr("Newest exam"); value: section.restore.contents.newest === "" ? qsTr("none") : dates.dateTime(section.restore.contents.newest) }
        SettingsFact { theme: section.theme; name: qsTr("Backed up"); value: section.restore.contents.made === "" ? qsTr("unknown") : dates.dateTime(section.restore.contents.made) }
        SettingsFact { objectName: "backupDevice"; theme: section.theme; name: qsTr("On device"); value: section.restore.contents.device === "" ? qsTr("unknown") : section.restore.contents.device }
    }

    SettingsText {
        visible: section.restore.step === "opened"
        theme: section.theme
        text: qsTr("You stay a supervisor, with your PIN. Other people and the recovery key have to be set up again.")
    }

    TouchButton {
        objectName: "startRestore"
        visible: section.restore.step === "opened"
        width: parent.width
        theme: section.theme
        primary: true
        enabled: section.mayRestore
        text: qsTr("Restore this backup")
        detail: qsTr("with your PIN")
        onClicked: section.entry.askHidden(qsTr("Your PIN"), value => section.restore.start(value))
    }

    TouchButton {
        objectName: "anotherBackup"
        visible: section.restore.step === "opened"
        width: parent.width
        theme: section.theme
        text: qsTr("Another backup")
        onClicked: section.restore.leave()
    }

    CopyProgress {
        visible: section.restore.step === "copying"
        width: parent.width
        theme: section.theme
        copy: section.restore
        text: qsTr("Reading the backup")
        onStop: section.restore.leave()
    }

    SettingsText {
        objectName: "restoreFault"
        theme: section.theme
        color: theme.warning
        text: errorMessages.of(section.restore.fault)
    }
}
