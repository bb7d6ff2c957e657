import QtQuick
import QtQuick.Layouts

// The patient: the clinic's own identifier and the data that healthy echo intensity depends on; or an anonymous patient.
// Also used to edit these data until the exam is finished.
Item {
    id: form
    required property var exam
    required property var lock
    property var drift: null
    property var settings: null
    required property var translator
    required property Theme theme
    property string identifier
    property string age
    property string sex
    property string stature
    property string weight
    property var picked: ({}) // whom the list filled the form with, until another ID is entered
    readonly property var picker: exam.picker
    readonly property bool correcting: exam.step === "correction"

    Component.onCompleted: fill(exam.entered)

    function fill(now: var): void {
        identifier = now.identifier
        age = now.age
        sex = now.sex
        stature = now.stature
        weight = now.weight
    }

    // What belongs to the patient that was picked goes with the ID.
    function rename(value: string): void {
        if (picked.identifier !== undefined && picked.identifier !== value) {
            picked = ({})
            picker.forget()
            fill({ identifier: "", age: "", sex: "", stature: "", weight: "" })
        }
        identifier = value
    }

    function begin(named: bool): void { exam.begin(named ? identifier : "", age, sex, stature, weight) }
    function line(value: string, unit: string): string { return value === "" ? qsTr("not given") : unit === "" ? value : qsTr("%1 %2").arg(theme.localised(value)).arg(unit) }


    // A barcode scanner, or a keyboard: what is typed begins the identifier.
    Keys.forwardTo: [entry]
    Keys.onPressed: event => {
        if (!exam.isBusy && theme.isTyped(event) && event.text !== " ") {
            entry.askTyped(qsTr("Patient ID"), event.text, value => form.rename(value.trim()))
            event.accepted = true
        }
    }

    ErrorMessages { id: errorMessages }

    Connections {
        target: form.picker
        function onPicked(): void {
            form.picked = form.picker.patient
            form.fill(form.picked)
        }
    }

    component Field: TouchButton {
        theme: form.theme
        Layout.fillWidth: true
        Layout.preferredWidth: 100
        Layout.preferredHeight: 1.1 * theme.touch
        enabled: !form.exam.isBusy
    }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: form.theme.gap }
        theme: form.theme
        translator: form.translator
        lock: form.lock
        drift: form.correcting ? null : form.drift
        stored: form.correcting ? null : form.exam.storedExams
        settings: form.correcting ? null : form.settings
        title: form.correcting ? qsTr("Edit patient") : qsTr("Patient")
        detail: form.correcting ? qsTr("Images and findings are not changed.") : errorMessages.of(form.exam.warning)
        canGoBack: form.correcting
        onBack: form.exam.back()
    }

    GridLayout {
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: form.theme.gap }
        columns: 2
        columnSpacing: form.theme.gap
        rowSpacing: form.theme.gap

        RowLayout {
            Layout.columnSpan: 2
            spacing: form.theme.gap

            Field {
                objectName: "identifier"
                text: form.line(form.identifier, "")
                detail: form.picked.name ? qsTr("Patient ID of %1").arg(form.picked.name) : qsTr("Patient ID")
                onClicked: entry.ask(qsTr("Patient ID"), form.identifier, false, 0, 0, value => form.rename(value.trim()))
            }

            Field {
                objectName: "worklist"
                visible: form.picker.hasWorklist && !form.correcting
                Layout.fillWidth: false
                Layout.preferredWidth: 125 * theme.unit
                size: theme.body
                text: qsTr("Worklist")
                onClicked: form.picker.askWorklist()
            }

            Field {
                objectName: "earlier"
                visible: !form.correcting
                Layout.fillWidth: false
                Layout.preferredWidth: 125 * theme.unit
                size: theme.body
                text: qsTr("Earlier")
                detail: qsTr("patients")
                onClicked: form.picker.askEarlier()
            }
        }

        Field {
            objectName: "age"
            text: form.line(form.age, qsTr("years"))
            detail: form.picked.seen && form.age !== "" && form.age === form.picked.age ? qsTr("Age as of %1?").arg(form.picked.seen) : qsTr("Age")
            onClicked: entry.askWhole(qsTr("Age (years)"), form.age, 18, 120, value => form.age = value) // the model knows no children
        }

        RowLayout {
            Layout.preferredWidth: 100
            spacing: form.theme.gap

            Field {
                objectName: "female"
                text: qsTr("Female")
                chosen: form.sex === "female"
                onClicked: form.sex = chosen ? "" : "female"
            }

            Field {
                objectName: "male"
                text: qsTr("Male")
                chosen: form.sex === "male"
                onClicked: form.sex = chosen ? "" : "male"
            }
        }

        Field {
            objectName: "stature"
            text: form.line(form.stature, "cm")
            detail: qsTr("Height")
            onClicked: entry.ask(qsTr("Height (cm)"), form.stature, true, 30, 250, value => form.stature = value)
        }

        Field {
            objectName: "weight"
            text: form.line(form.weight, "kg")
            detail: qsTr("Weight")
            onClicked: entry.ask(qsTr("Weight (kg)"), form.weight, true, 1, 400, value => form.weight = value)
        }
    }

    ErrorBanner { exam: form.exam; theme: form.theme; title: form.correcting ? qsTr("The changes were not saved") : qsTr("The exam was not started"); anchors { bottom: actions.top; margins: form.theme.gap; left: parent.left; right: parent.right } }

    RowLayout {
        id: actions
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: form.theme.gap }
        spacing: form.theme.gap

        TouchButton {
            objectName: "anonymous"
            visible: !form.correcting
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: form.theme
            enabled: !form.exam.isBusy
            text: qsTr("Anonymous")
            onClicked: form.begin(false)
        }

        TouchButton {
            objectName: "begin"
            visible: !form.correcting
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: form.theme
            primary: true
            enabled: !form.exam.isBusy && form.identifier !== ""
            text: qsTr("Start")
            onClicked: form.begin(true)
        }

        TouchButton {
            objectName: "correct"
            visible: form.correcting
            Layout.fillWidth: true
            theme: form.theme
            primary: true
            enabled: !form.exam.isBusy
            text: form.exam.isBusy ? qsTr("Saving…") : form.identifier === "" ? qsTr("Save as anonymous") : qsTr("Save")
            onClicked: form.exam.change(form.identifier, form.age, form.sex, form.stature, form.weight)
        }
    }

    TextEntry { id: entry; anchors.fill: parent; theme: form.theme; capitals: true }
    PatientList { id: list; anchors.fill: parent; picker: form.picker; theme: form.theme }
    TapGuard { anchors.fill: parent; theme: form.theme; change: [entry.visible, list.visible, header.stacked].join() }
}
