import QtQuick
import QtQuick.Layouts

// The exam is finished and saved: export it to a stick or a server, or start with the next patient.
Item {
    id: done
    required property var exam
    readonly property var exporter: exam.exportController
    required property var lock
    property var drift: null
    required property var translator
    required property Theme theme
    readonly property var faults: ({
        "read-only": qsTr("Write-protected. Remove the protection or use another stick."),
        "full": qsTr("Full. Free up space or use another stick."),
        "forbidden": qsTr("Cannot be written to. Use another stick.")
    })

    readonly property bool toLookAt: (exporter.condition === "done" || exporter.condition === "held") && exporter.possibleText.length + exporter.withheld.length > 0

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
        return sentences.join(" ")
    }

    ErrorMessages { id: errorMessages }
    Labels { id: labels }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: done.theme.gap }
        theme: done.theme
        translator: done.translator
        lock: done.lock
        drift: done.drift
        title: qsTr("Finished and saved")
        detail: done.exam.patient === "" ? qsTr("Anonymous patient") : done.exam.patient
    }

    // Scrolls where many images have to be listed on a small screen.
    Flickable {
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: next.top; margins: done.theme.gap }
        contentHeight: column.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        ColumnLayout {
            id: column
            width: parent.width
            spacing: done.theme.gap

            Text {
                visible: !done.toLookAt
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                font.pixelSize: 17 * done.theme.unit
                color: done.theme.text
                textFormat: Text.PlainText
                text: done.exporter.places.length > 0 ? qsTr("Export under a pseudonym to a USB stick: images as DICOM, report as PDF, measurements as CSV.")
                    : done.exporter.server === "" ? qsTr("To export, insert a USB stick.")
                    : qsTr("Send images and report as DICOM under a pseudonym, or insert a USB stick.")
            }

            Repeater {
                model: done.exporter.places

                TouchButton {
                    required property var modelData
                    required property int index
                    objectName: "place" + index
                    Layout.fillWidth: true
                    theme: done.theme
                    enabled: modelData.fault === "" && done.exporter.condition !== "busy"
                    text: qsTr("Export to %1").arg(modelData.path.split("/").pop())
                    detail: done.faults[modelData.fault] || ""
                    onClicked: done.exporter.toStick(modelData.path, done.translator.current)
                }
            }

            TouchButton {
                objectName: "send"
                visible: done.exporter.server !== "" && !sendChecked.visible
                Layout.fillWidth: true
                theme: done.theme
                enabled: done.exporter.condition !== "busy"
                text: qsTr("Send to server %1").arg(done.exporter.server)
                onClicked: done.exporter.toServer(done.translator.current)
            }

            Banner {
                objectName: "exported"
                Layout.fillWidth: detail !== ""
                visible: done.exporter.condition !== ""
                maximumLines: 10
                theme: done.theme
                colour: done.exporter.condition === "done" && !done.toLookAt ? done.theme.normal : done.exporter.condition === "busy" ? done.theme.text : done.theme.warning
                title: done.exporter.condition === "busy" ? done.exporter.wasEarlier ? qsTr("Exporting the previous exam…") : qsTr("Exporting…")
                     : done.exporter.condition === "held" ? done.exporter.wasEarlier ? qsTr("The previous exam was not sent") : qsTr("Not sent yet")
                     : done.exporter.condition !== "done" ? done.exporter.wasEarlier ? qsTr("The previous exam was not exported") : qsTr("Not exported")
                     : done.exporter.wasEarlier ? qsTr("The previous exam was exported")
                     : done.exporter.wasSent ? qsTr("Sent and stored on the server.") : qsTr("Exported. You can remove the stick.")
                detail: done.exporter.condition === "busy" ? "" : done.exporter.condition === "done" || done.exporter.condition === "held" ? done.review() : errorMessages.of(done.exporter.condition)
            }

            // Not where "send" was: a finger that waits there must not send what nobody has looked at.
            TouchButton {
                id: sendChecked
                objectName: "sendChecked"
                visible: done.exporter.condition === "held" && !done.exporter.wasEarlier
                Layout.fillWidth: true
                theme: done.theme
                text: qsTr("I have looked at these images: send")
                onClicked: done.exporter.toServerChecked(done.translator.current)
            }
        }
    }

    Timer { interval: 1000; running: done.visible; repeat: true; onTriggered: done.exporter.look() }

    TouchButton {
        id: next
        objectName: "nextPatient"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: done.theme.gap }
        theme: done.theme
        primary: true
        text: qsTr("Next patient")
        onClicked: done.exam.nextPatient()
    }
}
