import QtQuick

// State of the probe, its name and rates, and the model in use.
Column {
    id: line
    required property var live
    required property Theme theme
    property var validation: null
    readonly property bool isLive: live.probe === "live" && !live.frozen
    // A frozen image is as old as it is: only what is wrong with the probe itself is said beside it.
    readonly property bool isHeld: live.frozen && (live.probe === "live" || live.probe === "stale")
    spacing: 3 * theme.unit

    Item {
        width: parent.width
        height: state.height

        Rectangle {
            id: dot
            width: 12 * line.theme.unit
            height: width
            radius: line.isLive || line.isHeld ? width / 2 : 0
            anchors.verticalCenter: parent.verticalCenter
            color: line.isHeld ? line.theme.text : line.isLive ? line.theme.good
                 : line.live.probe === "lost" || line.live.probe === "reconnecting" ? line.theme.alarm : line.theme.warning
        }

        Text {
            id: state
            objectName: "probeState"
            anchors { left: dot.right; leftMargin: 8 * line.theme.unit }
            font { pixelSize: line.theme.body; bold: true; capitalization: Font.AllUppercase }
            color: line.theme.text
            textFormat: Text.PlainText
            text: {
                if (line.isHeld)
                    return qsTr("Frozen")
                switch (line.live.probe) {
                case "live": return qsTr("Live")
                case "stale": return qsTr("Delayed")
                case "frozen": return qsTr("Frozen")
                case "format changed": return qsTr("New format")
                case "no signal": return qsTr("No signal")
                case "wrong colours":
                case "torn":
                case "combed": return qsTr("Faulty image")
                case "lost": return qsTr("Disconnected")
                case "reconnecting": return qsTr("Reconnecting")
                case "ended": return qsTr("Ended")
                default: return qsTr("Connecting")
                }
            }
        }

    }

    // Keeps its line while it is empty: what is below does not move.
    Text {
        width: parent.width
        elide: Text.ElideRight
        font.pixelSize: line.theme.small
        color: line.theme.faint
        textFormat: Text.PlainText
        objectName: "rate"
        readonly property string rate: line.live.framesPerSecond.toFixed(0)
        readonly property string age: (1000 * line.live.ageSeconds).toFixed(0)
        text: {
            if (line.isHeld)
                return " "
            switch (line.live.probe) {
            case "live": return qsTr("%1 fps, %2 ms old").arg(rate).arg(age)
            case "format changed": return qsTr("%1 ms old").arg(age)
            default: return qsTr("%1 fps").arg(rate) // the banner shows the age
            }
        }
    }

    Text {
        width: parent.width
        wrapMode: Text.Wrap
        maximumLineCount: line.theme.roomy ? 2 : 1
        elide: Text.ElideRight // an unknown device stays unknown
        font.pixelSize: line.theme.small
        color: line.theme.faint
        textFormat: Text.PlainText
        objectName: "device"
        // A device profile is valid only for this preset of the scanner.
        readonly property string known: line.live.preset === "" ? line.live.sourceName
                                      : line.live.sourceName + " · " + line.live.preset
        text: line.live.deviceKnown ? known : qsTr("Unknown: %1").arg(line.live.sourceName)
    }

    Text {
        objectName: "mode"
        visible: text !== ""
        width: parent.width
        elide: Text.ElideRight
        font.pixelSize: line.theme.small
        color: line.theme.faint
        textFormat: Text.PlainText
        text: line.live.mode
    }

    // On a small screen the summary, the settings and the report say which model it is.
    Text {
        visible: line.theme.roomy
        width: parent.width
        elide: Text.ElideMiddle
        font.pixelSize: line.theme.small
        color: line.theme.faint
        textFormat: Text.PlainText
        objectName: "bundle"
        text: line.live.bundleId
    }

    Text {
        objectName: "engine"
        visible: line.live.gpuFailed
        width: parent.width
        elide: Text.ElideRight
        font.pixelSize: line.theme.small
        color: line.theme.warning
        textFormat: Text.PlainText
        text: qsTr("CPU (the GPU runtime did not start)")
    }

    Text {
        objectName: "validation"
        visible: Boolean(line.validation) && line.validation.kind !== ""
        width: parent.width
        elide: Text.ElideRight
        font { pixelSize: line.theme.small; underline: true }
        color: line.theme.text
        textFormat: Text.PlainText
        text: !visible ? "" : line.validation.kind === "site" ? qsTr("Validated: %1").arg(line.validation.facts.site)
            : line.live.simulatedTraining ? qsTr("Validated: simulated") : qsTr("Validated by the maker")

        // Of the size of a finger, upwards over the lines of the source.
        MouseArea {
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            height: line.theme.touch
            onClicked: line.validation.open()
        }
    }
}
