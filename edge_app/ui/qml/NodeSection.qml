import QtQuick

// Where exams may be sent to, and a test of it (C-ECHO), which sends nothing of an exam.
Column {
    id: section
    required property var settings
    required property Theme theme
    readonly property var node: settings.node
    spacing: theme.gap

    ErrorMessages { id: errorMessages }

    SettingsText {
        theme: section.theme
        text: section.node.title === "" ? qsTr("No DICOM node is set. Whoever looks after the device sets it as exams.server in its settings file.") : ""
    }

    SettingsFact { theme: section.theme; name: qsTr("AE title"); value: section.node.title }
    SettingsFact { theme: section.theme; name: qsTr("Address"); value: section.node.address }
    SettingsFact {
        theme: section.theme
        name: qsTr("Encryption")
        value: section.node.title === "" ? "" : section.node.isEncrypted ? qsTr("TLS") : qsTr("none")
    }

    TouchButton {
        objectName: "echo"
        visible: section.node.title !== ""
        width: parent.width
        theme: section.theme
        primary: true
        enabled: section.node.state !== "busy"
        text: enabled ? qsTr("Test the connection") : qsTr("Testing…")
        onClicked: section.node.test()
    }

    SettingsText {
        objectName: "echoResult"
        theme: section.theme
        font.pixelSize: theme.body
        color: section.node.state === "answers" ? theme.good : theme.warning
        text: section.node.state === "" || section.node.state === "busy" ? ""
            : section.node.state === "answers" ? qsTr("%1 can be reached and answers.").arg(section.node.title)
            : errorMessages.of(section.node.state)
    }
}
