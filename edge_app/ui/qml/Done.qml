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
        "read-only": qsTr("It is write-protected: slide its switch, or take another one."),
        "full": qsTr("It is full: make room on it, or take another one."),
        "forbidden": qsTr("It cannot be written to: take another one.")
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
            text: done.out.places.length > 0 ? qsTr("Export to a USB stick, under a pseudonym: images as DICOM, the report as PDF, figures as CSV.")
                : done.out.server === "" ? qsTr("To export, plug in a USB stick.")
                : qsTr("Send under a pseudonym: images and report as DICOM. Or plug in a USB stick.")
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
            text: qsTr("Send to the server %1").arg(done.out.server)
            onClicked: done.out.toServer(done.language.now)
        }

        Banner {
            objectName: "exported"
            visible: done.out.condition !== ""
            theme: done.theme
            colour: done.out.condition === "done" ? done.theme.normal : done.out.condition === "busy" ? done.theme.text : done.theme.warning
            title: done.out.condition === "busy" ? done.out.wasEarlier ? qsTr("Exporting the exam before") : qsTr("Exporting")
                 : done.out.condition !== "done" ? done.out.wasEarlier ? qsTr("The exam before was not exported") : qsTr("Not exported")
                 : done.out.wasSent ? qsTr("Sent. The server has stored it.") : qsTr("Exported. The stick can be pulled out.")
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
