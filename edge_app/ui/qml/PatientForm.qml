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
    property alias identifier: fields.identifier
    property alias age: fields.age
    property alias sex: fields.sex
    property alias stature: fields.stature
    property alias weight: fields.weight
    property var picked: ({}) // whom the list filled the form with, until another ID is entered
    readonly property var picker: exam.picker
    readonly property bool portrait: height > width
    readonly property bool correcting: exam.step === "correction"

    Component.onCompleted: fields.fill(exam.entered)

    // What belongs to the patient that was picked goes with the ID.
    function rename(value: string): void {
        if (picked.identifier !== undefined && picked.identifier !== value) {
            picked = ({})
            picker.forget()
            fields.fill({ identifier: "", age: "", sex: "", stature: "", weight: "" })
        }
        identifier = value
    }

    function begin(named: bool): void { exam.begin(named ? identifier : "", age, sex, stature, weight) }
    // A barcode scanner, or a keyboard: what is typed begins the identifier.
    Keys.forwardTo: [textEntry]
    Keys.onPressed: event => {
        if (!exam.isBusy && theme.isTyped(event) && event.text !== " ") {
            textEntry.askTyped(qsTr("Patient ID"), event.text, value => form.rename(value.trim()))
            event.accepted = true
        }
    }

    ErrorMessages { id: errorMessages }
    Labels { id: labels }

    Connections {
        target: form.picker
        function onPicked(): void {
            form.picked = form.picker.patient
            fields.fill(form.picked)
        }
    }

    component ProtocolButton: TouchButton {
        objectName: "protocol"
        theme: form.theme
        size: theme.body
        enabled: !form.exam.isBusy
        text: labels.said(form.exam.chosenProtocol.title)
        detail: qsTr("Protocol, images: %1").arg(form.exam.chosenProtocol.images)
        onClicked: protocols.visible = true
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

    PatientFields {
        id: fields
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: form.theme.gap }
        theme: form.theme
        entry: textEntry
        picker: form.correcting ? null : form.picker
        picked: form.picked
        enabled: !form.exam.isBusy
        onRenamed: value => form.rename(value)
    }

    // On a tall screen below the patient, where a long title has room.
    ProtocolButton {
        visible: !form.correcting && form.portrait
        anchors { left: parent.left; right: parent.right; top: fields.bottom; margins: form.theme.gap }
    }

    ErrorBanner { exam: form.exam; theme: form.theme; title: form.correcting ? qsTr("The changes were not saved") : qsTr("The exam was not started"); anchors { bottom: actions.top; margins: form.theme.gap; left: parent.left; right: parent.right } }

    RowLayout {
        id: actions
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: form.theme.gap }
        spacing: form.theme.gap

        ProtocolButton {
            visible: !form.correcting && !form.portrait
            Layout.fillWidth: true
            Layout.preferredWidth: 140
        }

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

    TextEntry { id: textEntry; anchors.fill: parent; theme: form.theme; capitals: true }
    ProtocolList { id: protocols; anchors.fill: parent; exam: form.exam; theme: form.theme }
    PatientList { id: list; anchors.fill: parent; picker: form.picker; theme: form.theme }
    TapGuard { anchors.fill: parent; theme: form.theme; change: [textEntry.visible, list.visible, protocols.visible, header.stacked].join() }
}
