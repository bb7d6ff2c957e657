import QtQuick

// Date, time and zone. A time server is better than a hand: an exam's time is evidence.
Column {
    id: section
    required property var settings
    required property TextEntry entry
    required property Theme theme
    readonly property var clock: settings.clock
    readonly property bool ready: settings.mayChange && clock.isKnown && clock.state !== "busy"
    property bool choosing: false // of the zone
    readonly property string place: choosing + clock.region // what lies under a finger changes with it
    spacing: theme.gap

    Component.onCompleted: clock.look()

    // Not in the button, which goes with the list that it is of.
    function choose(name: string): void {
        if (clock.region === "") {
            clock.chooseRegion(name)
        } else {
            choosing = false
            clock.setZone(name)
        }
    }

    Timer { interval: 1000; repeat: true; running: true; onTriggered: section.clock.tick() }

    ErrorMessages { id: errorMessages }

    SettingsFact { theme: section.theme; name: qsTr("Now"); value: section.clock.now }
    SettingsFact { objectName: "zoneFact"; theme: section.theme; name: qsTr("Time zone"); value: section.clock.zone }
    SettingsFact {
        theme: section.theme
        name: qsTr("Time server")
        value: !section.clock.isKnown ? "" : !section.clock.byServer ? qsTr("off") : section.clock.isSynchronised ? qsTr("on, the clock is set") : qsTr("on, not reached yet")
    }

    SettingsText {
        objectName: "clockNote"
        theme: section.theme
        color: theme.warning
        text: !section.clock.isThere ? qsTr("The clock of this machine is not set from here. Use its own settings.")
            : section.clock.state === "busy" ? qsTr("Please wait…")
            : section.clock.state === "" ? "" : errorMessages.of(section.clock.state)
    }

    TouchButton {
        objectName: "chooseZone"
        visible: !section.choosing
        width: parent.width
        theme: section.theme
        enabled: section.ready
        text: qsTr("Choose the time zone")
        onClicked: section.choosing = true
    }

    TouchButton {
        objectName: "timeServer"
        visible: !section.choosing
        width: parent.width
        theme: section.theme
        enabled: section.ready
        text: section.clock.byServer ? qsTr("Time server: on") : qsTr("Time server: off")
        detail: qsTr("tap to change")
        onClicked: section.clock.setByServer(!section.clock.byServer)
    }

    TouchButton {
        objectName: "setTime"
        visible: !section.choosing
        width: parent.width
        theme: section.theme
        enabled: section.ready
        text: qsTr("Set date and time by hand")
        detail: qsTr("switches the time server off")
        onClicked: section.entry.askWhole(qsTr("Date, time: YYYYMMDDhhmm"), "", 200001010000, 209912312359, value => { if (value !== "") section.clock.setTime(value) })
    }

    TouchButton {
        objectName: "allRegions"
        visible: section.choosing && section.clock.region !== ""
        width: parent.width
        theme: section.theme
        text: qsTr("All regions")
        onClicked: section.clock.chooseRegion("")
    }

    Grid {
        id: grid
        visible: section.choosing
        width: parent.width
        columns: width > 600 * section.theme.unit ? 3 : 2
        spacing: section.theme.gap / 2

        Repeater {
            model: section.choosing ? section.clock.choices : []

            TouchButton {
                required property string modelData
                objectName: "zone-" + modelData
                width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                theme: section.theme
                chosen: section.clock.zone === modelData
                size: theme.body
                text: section.clock.region === "" ? modelData : modelData.slice(section.clock.region.length + 1).replace(/_/g, " ") || modelData
                onClicked: section.choose(modelData)
            }
        }
    }
}
