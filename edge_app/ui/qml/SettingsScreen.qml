import QtQuick

// The settings: a list of sections, and the one that is open; two of them are screens of their own. Reached from the patient's form only.
Rectangle {
    id: screen
    required property var settings
    required property var exam
    required property var people
    property var purpose: null
    required property var live
    property var validation: null
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width
    readonly property string section: settings.section
    readonly property var titles: ({
        "": qsTr("Settings"),
        "health": qsTr("Health and storage"),
        "node": qsTr("DICOM node"),
        "backup": qsTr("Backup"),
        "restore": qsTr("Restore a backup"),
        "device": qsTr("Device"),
        "people": qsTr("People"),
        "purpose": qsTr("Purpose"),
        "language": qsTr("Language"),
        "pin": qsTr("My PIN"),
        "clock": qsTr("Date and time"),
        "network": qsTr("Cable and Wi-Fi"),
        "power": qsTr("Power"),
        "decommission": qsTr("Decommission")
    })
    readonly property var sections: ["health", "node", "backup", "device", "people"].concat(purpose ? ["purpose"] : [], ["language", "pin", "clock", "network", "power"])
    color: theme.ground

    Keys.forwardTo: [textEntry]

    MultiPointTouchArea { anchors.fill: parent }

    function state(name: string): string {
        switch (name) {
        case "health": return settings.warnings.length === 0 ? qsTr("nothing to do") : qsTr("to do: %1").arg(settings.warnings.length)
        case "node": return settings.node.title === "" ? qsTr("none") : settings.node.title
        case "backup": return settings.lastBackup === "" ? qsTr("never") : qsTr("last: %1").arg(settings.lastBackup)
        case "device": return settings.versions.program
        case "people": return qsTr("names and PINs")
        case "purpose": return purpose.chosen === "research" ? qsTr("Research") : qsTr("Clinical use")
        case "language": return screen.translator.current.toUpperCase()
        case "pin": return screen.people.signedIn
        case "clock": return settings.clock.now
        case "network": return settings.network.isThere ? qsTr("connections") : qsTr("not shown here")
        default: return qsTr("switch off, restart")
        }
    }

    function show(name: string): void {
        if (name === "people") people.ask()
        else if (name === "purpose") purpose.ask()
        else if (name === "pin") people.changeOwnPin()
        else settings.show(name)
    }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        title: screen.titles[screen.section]
        canGoBack: true
        onBack: screen.settings.back()
    }

    Flickable {
        id: page
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom; margins: screen.theme.gap }
        contentHeight: screen.section === "" ? list.height : body.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Grid {
            id: list
            visible: screen.section === ""
            width: parent.width
            columns: screen.portrait ? 2 : screen.theme.roomy ? 4 : 3
            spacing: screen.theme.gap

            Repeater {
                model: screen.sections

                TouchButton {
                    required property string modelData
                    readonly property bool isOpen: screen.settings.mayChange || screen.settings.openToAll.includes(modelData)
                    objectName: "section-" + modelData
                    width: (list.width - (list.columns - 1) * list.spacing) / list.columns
                    height: 1.15 * theme.touch
                    theme: screen.theme
                    colour: modelData === "health" && screen.settings.warnings.length > 0 ? theme.warning : theme.text
                    text: screen.titles[modelData]
                    enabled: isOpen
                    detail: isOpen ? screen.state(modelData) : qsTr("for a supervisor")
                    onClicked: screen.show(modelData)
                }
            }
        }

        Loader {
            id: body
            width: parent.width
            sourceComponent: {
                switch (screen.section) {
                case "health": return health
                case "node": return node
                case "backup": return backup
                case "restore": return restore
                case "device": return device
                case "language": return language
                case "pin": return screen.people.signedIn
        case "clock": return clock
                case "network": return network
                case "power": return power
                case "decommission": return decommission
                default: return null
                }
            }
        }
    }

    Component { id: health; HealthSection { settings: screen.settings; theme: screen.theme } }
    Component { id: node; NodeSection { settings: screen.settings; theme: screen.theme } }
    Component { id: backup; BackupSection { settings: screen.settings; exam: screen.exam; entry: textEntry; theme: screen.theme } }
    Component { id: restore; RestoreSection { settings: screen.settings; exam: screen.exam; entry: textEntry; theme: screen.theme } }
    Component { id: device; DeviceSection { settings: screen.settings; live: screen.live; validation: screen.validation; theme: screen.theme } }
    Component { id: language; LanguageSection { translator: screen.translator; theme: screen.theme } }
    Component { id: clock; ClockSection { settings: screen.settings; entry: textEntry; theme: screen.theme } }
    Component { id: network; NetworkSection { settings: screen.settings; entry: textEntry; theme: screen.theme } }
    Component { id: power; PowerSection { settings: screen.settings; exam: screen.exam; theme: screen.theme } }
    Component { id: decommission; DecommissionSection { settings: screen.settings; exam: screen.exam; entry: textEntry; theme: screen.theme } }

    TextEntry {
        id: textEntry
        anchors.fill: parent
        theme: screen.theme
        maxLength: 64
    }

    TapGuard { anchors.fill: parent; theme: screen.theme; change: screen.section + textEntry.visible + (body.item && body.item.place || "") }
}
