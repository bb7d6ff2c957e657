import QtQuick

// The exam is finished and saved: export it to a stick or a server, or start with the next patient.
Item {
    id: done
    required property var exam
    required property var lock
    property var drift: null
    required property var translator
    required property Theme theme

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
        contentHeight: choices.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        ExportChoices {
            id: choices
            width: parent.width
            exporter: done.exam.exportController
            anonymous: done.exam.patient === ""
            names: done.exam.protocol.names
            translator: done.translator
            theme: done.theme
        }
    }

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
