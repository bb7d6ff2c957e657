import QtQuick
import QtQuick.Layouts

// Where a finished exam can be exported to, and what became of it.
ColumnLayout {
    id: choices
    required property var exporter
    required property bool anonymous // a patient without identity
    required property var names // of the muscles, as the exam's protocol has them
    required property var translator
    required property Theme theme
    readonly property var faults: ({
        "read-only": qsTr("Write-protected. Remove the protection or use another stick."),
        "full": qsTr("Full. Free up space or use another stick."),
        "forbidden": qsTr("Cannot be written to. Use another stick.")
    })
    readonly property bool toLookAt: (exporter.condition === "done" || exporter.condition === "held") && exporter.possibleText.length + exporter.withheld.length + exporter.possibleTextClips.length + exporter.withheldClips.length > 0
    spacing: theme.gap

    // "1, 2 (Biceps brachii, left); 5 (Tibialis anterior, right)"
    function images(rows: var): string {
        return rows.map(row => qsTr("%1 (%2)").arg(row.numbers).arg(labels.site(row.muscle, row.side))).join("; ")
    }

    // What a person has to look at after an export, and what did not leave.
    function review(): string {
        const sentences = []
        if (exporter.possibleText.length > 0)
            sentences.push(qsTr("May show text inside the ultrasound; look at it before it leaves: image %1.").arg(images(exporter.possibleText)))
        if (exporter.withheld.length > 0)
            sentences.push(qsTr("Withheld, as no ultrasound was found in it: image %1.").arg(images(exporter.withheld)))
        if (exporter.possibleTextClips.length > 0)
            sentences.push(qsTr("May show text inside the ultrasound; look at it before it leaves: clip %1.").arg(images(exporter.possibleTextClips)))
        if (exporter.withheldClips.length > 0)
            sentences.push(qsTr("Withheld, as no ultrasound was found in it: clip %1.").arg(images(exporter.withheldClips)))
        return sentences.join(" ")
    }

    ErrorMessages { id: errorMessages }
    Labels { id: labels; names: choices.names }

    Text {
        visible: !choices.toLookAt
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        font.pixelSize: choices.theme.body
        color: choices.theme.text
        textFormat: Text.PlainText
        text: choices.exporter.places.length > 0 ? qsTr("Export under a pseudonym to a USB stick: images as DICOM, report as PDF, measurements as CSV.")
            : choices.exporter.server === "" ? qsTr("To export, insert a USB stick.")
            : qsTr("Send images and report as DICOM under a pseudonym, or insert a USB stick.")
    }

    Repeater {
        model: choices.exporter.places

        TouchButton {
            required property var modelData
            required property int index
            objectName: "place" + index
            Layout.fillWidth: true
            theme: choices.theme
            enabled: modelData.fault === "" && choices.exporter.condition !== "busy"
            text: qsTr("Export to %1").arg(modelData.path.split("/").pop())
            detail: choices.faults[modelData.fault] || ""
            onClicked: choices.exporter.toStick(modelData.path, choices.translator.current)
        }
    }

    RowLayout {
        Layout.fillWidth: true
        visible: choices.exporter.server !== "" && !sendChecked.visible
        spacing: choices.theme.gap

        TouchButton {
            objectName: "send"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: choices.theme
            enabled: choices.exporter.condition !== "busy"
            text: qsTr("Send to server %1").arg(choices.exporter.server)
            detail: identified.visible ? qsTr("under a pseudonym") : ""
            onClicked: choices.exporter.toServer(choices.translator.current, false)
        }

        TouchButton {
            id: identified
            objectName: "sendIdentified"
            visible: choices.exporter.mayIdentify && !choices.anonymous
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: choices.theme
            enabled: choices.exporter.condition !== "busy"
            text: qsTr("Send to server %1").arg(choices.exporter.server)
            detail: qsTr("with patient ID")
            onClicked: choices.exporter.toServer(choices.translator.current, true)
        }
    }

    Banner {
        objectName: "exported"
        Layout.fillWidth: detail !== ""
        visible: choices.exporter.condition !== ""
        maximumLines: 10
        theme: choices.theme
        colour: choices.exporter.condition === "done" && !choices.toLookAt ? choices.theme.good : choices.exporter.condition === "busy" ? choices.theme.text : choices.theme.warning
        title: choices.exporter.condition === "busy" ? choices.exporter.wasEarlier ? qsTr("Exporting the previous exam…") : qsTr("Exporting…")
             : choices.exporter.condition === "held" ? choices.exporter.wasEarlier ? qsTr("The previous exam was not sent") : qsTr("Not sent yet")
             : choices.exporter.condition !== "done" ? choices.exporter.wasEarlier ? qsTr("The previous exam was not exported") : qsTr("Not exported")
             : choices.exporter.wasEarlier ? qsTr("The previous exam was exported")
             : choices.exporter.wasSent ? qsTr("Sent and stored on the server.") : qsTr("Exported. You can remove the stick.")
        detail: choices.exporter.condition === "busy" ? "" : choices.exporter.condition === "done" || choices.exporter.condition === "held" ? choices.review() : errorMessages.of(choices.exporter.condition)
    }

    // Not where "send" was: a finger that waits there must not send what nobody has looked at.
    TouchButton {
        id: sendChecked
        objectName: "sendChecked"
        visible: choices.exporter.condition === "held" && !choices.exporter.wasEarlier
        Layout.fillWidth: true
        theme: choices.theme
        text: qsTr("I have looked at these images: send")
        onClicked: choices.exporter.toServerChecked(choices.translator.current)
    }

    Timer { interval: 1000; running: choices.visible; repeat: true; onTriggered: choices.exporter.look() }
}
