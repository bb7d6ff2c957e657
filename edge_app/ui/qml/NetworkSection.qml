import QtQuick

// How the device is connected. Networks are set up by whoever looks after the device.
Column {
    id: section
    required property var settings
    required property Theme theme
    readonly property var network: settings.network
    readonly property var states: ({
        "connected": qsTr("connected"),
        "disconnected": qsTr("not connected"),
        "unplugged": qsTr("no cable, or switched off")
    })
    spacing: theme.gap

    Component.onCompleted: network.look()

    ErrorMessages { id: errorMessages }

    Repeater {
        model: section.network.links

        SettingsFact {
            required property var modelData
            required property int index
            objectName: "link" + index
            theme: section.theme
            name: (modelData.kind === "wired" ? qsTr("Cable") : qsTr("Wireless")) + " (" + modelData.interface + ")"
            value: [section.states[modelData.state], modelData.network, modelData.addresses].filter(part => part !== "").join(" · ")
        }
    }

    SettingsText {
        objectName: "networkNote"
        theme: section.theme
        color: theme.warning
        text: !section.network.isThere ? qsTr("The network of this machine is not shown here. Use its own settings.")
            : section.network.state === "busy" ? qsTr("Please wait…")
            : section.network.state === "known" ? (section.network.links.length === 0 ? qsTr("There is no network device.") : "")
            : errorMessages.of(section.network.state)
    }

    TouchButton {
        objectName: "lookAgain"
        visible: section.network.isThere
        width: parent.width
        theme: section.theme
        enabled: section.network.state !== "busy"
        text: qsTr("Look again")
        onClicked: section.network.look()
    }

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: qsTr("A network is joined by whoever looks after the device, in its settings file or with nmcli.")
    }
}
