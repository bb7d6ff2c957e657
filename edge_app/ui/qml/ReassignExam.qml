import QtQuick

// A finished exam is given to the right patient: first who that is, typed or picked, then why, and the button that has to be held
// to do it.
Item {
    id: reassignment
    required property var exam
    required property var opened
    required property TextEntry entry
    required property var picker
    required property Theme theme
    readonly property bool explaining: step === "reason"
    property string step: "patient"
    property var picked: ({}) // whom the list filled the fields with, until another ID is entered

    Component.onDestruction: picker.forget()

    Deliveries { id: deliveries }

    function rename(value: string): void {
        picked = ({})
        picker.forget()
        fields.fill({ identifier: value, age: "", sex: "", stature: "", weight: "" })
    }

    Connections {
        target: reassignment.picker
        function onPicked(): void {
            reassignment.picked = reassignment.picker.patient
            fields.fill(reassignment.picked)
        }
    }

    PatientFields {
        id: fields
        visible: !reassignment.explaining
        anchors { left: parent.left; right: parent.right; top: parent.top }
        theme: reassignment.theme
        entry: reassignment.entry
        picker: reassignment.picker
        picked: reassignment.picked
        onRenamed: value => { if (value !== identifier) reassignment.rename(value) } // the rest was of another patient
        Component.onCompleted: fill(reassignment.opened.patient)
    }

    Text {
        visible: !reassignment.explaining
        anchors { left: parent.left; right: parent.right; top: fields.bottom; topMargin: reassignment.theme.gap }
        wrapMode: Text.Wrap
        font.pixelSize: reassignment.theme.body
        color: reassignment.theme.faint
        textFormat: Text.PlainText
        text: qsTr("Enter whose exam this really is. Images, findings and the assessment stay as they are.")
    }

    TouchButton {
        objectName: "toReason"
        visible: !reassignment.explaining
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        theme: reassignment.theme
        primary: true
        enabled: !reassignment.opened.isOf(fields.identifier, fields.age, fields.sex, fields.stature, fields.weight)
        text: qsTr("Next")
        onClicked: reassignment.step = "reason"
    }

    Loader {
        anchors.fill: parent
        active: reassignment.explaining
        sourceComponent: ReasonForm {
            exam: reassignment.exam
            theme: reassignment.theme
            question: qsTr("From %1 to %2: why is this exam given to another patient?").arg(name(reassignment.opened.head.patient)).arg(name(fields.identifier))
                      + " " + deliveries.afterReassignment(reassignment.opened.delivery) + " " + qsTr("The audit trail keeps the reason.")
            reasons: reassignment.opened.reassignmentReasons
            holdText: qsTr("Hold to change the patient")
            holdColour: theme.text
            failed: qsTr("The patient was not changed")
            onGiven: reason => reassignment.opened.reassign(reason, fields.identifier, fields.age, fields.sex, fields.stature, fields.weight)

            function name(patient: string): string { return patient === "" ? qsTr("Anonymous patient") : patient }
        }
    }
}
