import QtQuick
import QtQuick.Layouts

// The exam is finished and saved: onto a stick with it, or the next patient.
Item {
    id: done
    required property var exam
    required property var lock
    required property var language
    required property Theme theme
    readonly property var faults: ({
        "read-only": qsTr("It is write-protected: slide its switch, or take another one."),
        "full": qsTr("It is full: make room on it, or take another one."),
        "forbidden": qsTr("It cannot be written to: take another one.")
    })

    Sentences { id: sentences }

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
            text: done.exam.places.length > 0 ? qsTr("Export to a USB stick, under a pseudonym: pictures as DICOM, the report as PDF, figures as CSV.")
                : done.exam.server === "" ? qsTr("To export, plug in a USB stick.")
                : qsTr("Send under a pseudonym: pictures and report as DICOM. Or plug in a USB stick.")
        }

        Repeater {
            model: done.exam.places

            TouchButton {
                required property var modelData
                required property int index
                objectName: "place" + index
                Layout.fillWidth: true
                theme: done.theme
                enabled: modelData.fault === "" && done.exam.exportState !== "busy"
                text: qsTr("Export to %1").arg(modelData.path.split("/").pop())
                detail: done.faults[modelData.fault] || ""
                onClicked: done.exam.export(modelData.path, done.language.now)
            }
        }

        TouchButton {
            objectName: "send"
            visible: done.exam.server !== ""
            Layout.fillWidth: true
            theme: done.theme
            enabled: done.exam.exportState !== "busy"
            text: qsTr("Send to the server %1").arg(done.exam.server)
            onClicked: done.exam.send(done.language.now)
        }

        Banner {
            objectName: "exported"
            visible: done.exam.exportState !== ""
            theme: done.theme
            colour: done.exam.exportState === "done" ? done.theme.normal : done.exam.exportState === "busy" ? done.theme.text : done.theme.warning
            title: done.exam.exportState === "busy" ? qsTr("Exporting") : done.exam.exportState !== "done" ? qsTr("Not exported")
                 : done.exam.exportSent ? qsTr("Sent. The server has stored it.") : qsTr("Exported. The stick can be pulled out.")
            detail: done.exam.exportState === "done" || done.exam.exportState === "busy" ? "" : sentences.of(done.exam.exportState)
        }
    }

    Timer { interval: 1000; running: done.visible; repeat: true; onTriggered: done.exam.lookForMedia() }

    TouchButton {
        objectName: "nextPatient"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: done.theme.gap }
        theme: done.theme
        primary: true
        text: qsTr("Next patient")
        onClicked: done.exam.nextPatient()
    }
}
