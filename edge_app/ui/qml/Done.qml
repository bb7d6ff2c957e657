import QtQuick
import QtQuick.Layouts

// The exam is finished and saved: onto a stick with it, or the next patient.
Item {
    id: done
    required property var exam
    readonly property var out: exam.out
    required property var lock
    required property var language
    required property Theme theme
    readonly property var faults: ({
        "read-only": qsTr("Write-protected. Remove the protection or use another stick."),
        "full": qsTr("Full. Free up space or use another stick."),
        "forbidden": qsTr("Cannot be written to. Use another stick.")
    })

    ErrorMessages { id: sentences }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: done.theme.gap }
        theme: done.theme
        language: done.language
        lock: done.lock
        title: qsTr("Finished and saved")
        detail: done.exam.patient === "" ? qsTr("Anonymous patient") : done.exam.patient
    }

    ColumnLayout {
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: done.theme.gap }
        spacing: done.theme.gap

        Text {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            font.pixelSize: 17 * done.theme.unit
            color: done.theme.text
            textFormat: Text.PlainText
            text: done.out.places.length > 0 ? qsTr("Export under a pseudonym to a USB stick: images as DICOM, report as PDF, measurements as CSV.")
                : done.out.server === "" ? qsTr("To export, insert a USB stick.")
                : qsTr("Send images and report as DICOM under a pseudonym, or insert a USB stick.")
        }

        Repeater {
            model: done.out.places

            TouchButton {
                required property var modelData
                required property int index
                objectName: "place" + index
                Layout.fillWidth: true
                theme: done.theme
                enabled: modelData.fault === "" && done.out.condition !== "busy"
                text: qsTr("Export to %1").arg(modelData.path.split("/").pop())
                detail: done.faults[modelData.fault] || ""
                onClicked: done.out.toStick(modelData.path, done.language.now)
            }
        }

        TouchButton {
            objectName: "send"
            visible: done.out.server !== ""
            Layout.fillWidth: true
            theme: done.theme
            enabled: done.out.condition !== "busy"
            text: qsTr("Send to server %1").arg(done.out.server)
            onClicked: done.out.toServer(done.language.now)
        }

        Banner {
            objectName: "exported"
            visible: done.out.condition !== ""
            theme: done.theme
            colour: done.out.condition === "done" ? done.theme.normal : done.out.condition === "busy" ? done.theme.text : done.theme.warning
            title: done.out.condition === "busy" ? done.out.wasEarlier ? qsTr("Exporting the previous exam…") : qsTr("Exporting…")
                 : done.out.condition !== "done" ? done.out.wasEarlier ? qsTr("The previous exam was not exported") : qsTr("Not exported")
                 : done.out.wasSent ? qsTr("Sent and stored on the server.") : qsTr("Exported. You can remove the stick.")
            detail: done.out.condition === "done" || done.out.condition === "busy" ? "" : sentences.of(done.out.condition)
        }
    }

    Timer { interval: 1000; running: done.visible; repeat: true; onTriggered: done.out.look() }

    TouchButton {
        objectName: "nextPatient"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: done.theme.gap }
        theme: done.theme
        primary: true
        text: qsTr("Next patient")
        onClicked: done.exam.nextPatient()
    }
}
