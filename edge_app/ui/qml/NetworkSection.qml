import QtQuick

// How the device is connected, and the wireless networks in reach: one is joined by its password, or forgotten.
Column {
    id: section
    required property var settings
    required property TextEntry entry
    required property Theme theme
    readonly property var network: settings.network
    readonly property bool busy: network.state === "busy"
    property string chosen: "" // name of the network whose buttons are shown
    readonly property string place: chosen // for the guard against a second tap
    readonly property var states: ({
        "connected": qsTr("connected"),
        "disconnected": qsTr("not connected"),
        "unplugged": qsTr("no cable, or switched off")
    })
    spacing: theme.gap

    Component.onCompleted: network.look()

    ErrorMessages { id: errorMessages }

    function choose(one: var): void {
        if (one.known || one.active)
            chosen = chosen === one.name ? "" : one.name
        else if (one.security === "open")
            network.join(one.name, "")
        else
            entry.askHidden(qsTr("Password of %1").arg(one.name), value => section.network.join(one.name, value))
    }

    function about(one: var): string {
        const reach = one.strength >= 60 ? qsTr("strong") : one.strength >= 35 ? qsTr("medium") : qsTr("weak")
        const lock = one.security === "open" ? qsTr("no password, not encrypted") : one.security === "password" ? qsTr("with a password") : qsTr("with an account: not joined here")
        return [one.active ? qsTr("connected") : network.joining === one.name ? qsTr("connecting…") : one.known ? qsTr("joined before") : "", reach, lock].filter(part => part !== "").join(" · ")
    }

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
            : section.busy ? (section.network.joining === "" ? qsTr("Please wait…") : qsTr("Connecting to %1…").arg(section.network.joining))
            : section.network.fault !== "" ? errorMessages.of(section.network.fault)
            : section.network.state === "known" ? (section.network.links.length === 0 ? qsTr("There is no network device.") : "")
            : errorMessages.of(section.network.state)
    }

    TouchButton {
        objectName: "lookAgain"
        visible: section.network.isThere
        width: parent.width
        theme: section.theme
        enabled: !section.busy
        text: qsTr("Look again")
        onClicked: section.network.look()
    }

    TouchButton {
        objectName: "radioOn"
        visible: section.network.hasRadio && !section.network.radioOn
        width: parent.width
        theme: section.theme
        enabled: !section.busy
        text: qsTr("Switch wireless on")
        onClicked: section.network.switchOn()
    }

    Repeater {
        model: section.network.networks

        Column {
            id: one
            required property var modelData
            required property int index
            width: section.width
            spacing: section.theme.gap / 2

            TouchButton {
                objectName: "wifi" + one.index
                width: parent.width
                theme: section.theme
                chosen: one.modelData.active
                enabled: one.modelData.joinable && !section.busy
                text: one.modelData.name
                detail: section.about(one.modelData)
                onClicked: section.choose(one.modelData)
            }

            Row {
                visible: section.chosen === one.modelData.name && (one.modelData.known || one.modelData.active)
                width: parent.width
                spacing: section.theme.gap

                TouchButton {
                    objectName: "wifiJoin" + one.index
                    width: (parent.width - parent.spacing) / 2
                    theme: section.theme
                    enabled: !section.busy && !one.modelData.active
                    text: qsTr("Connect")
                    onClicked: section.network.join(one.modelData.name, "")
                }

                HoldButton {
                    objectName: "wifiForget" + one.index
                    width: (parent.width - parent.spacing) / 2
                    theme: section.theme
                    enabled: !section.busy && one.modelData.known
                    text: qsTr("Forget")
                    detail: qsTr("press and hold")
                    onHeld: section.network.forget(one.modelData.name)
                }
            }
        }
    }

    SettingsText {
        theme: section.theme
        color: theme.faint
        text: section.network.hasRadio ? qsTr("A network that was joined here is joined again after a restart, until it is forgotten. No other is.") : ""
    }
}
