import QtQuick
import QtQuick.Layouts

// The clinician's own verdict, separate from the network's result, with a reason if they differ.
Item {
    id: form
    required property var exam
    required property var lock
    required property var translator
    required property Theme theme
    property string label
    property string reason
    readonly property bool portrait: height > width
    readonly property bool reasonNeeded: label !== "" && exam.reasonNeeded(label)

    Keys.forwardTo: [entry]

    Labels { id: labels }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: form.theme.gap }
        theme: form.theme
        translator: form.translator
        lock: form.lock
        title: qsTr("Your assessment")
        detail: qsTr("%1. Network result: %2").arg(form.exam.patient === "" ? qsTr("Anonymous patient") : form.exam.patient).arg(labels.answer(form.exam.answer))
        canGoBack: true
        onBack: form.exam.back()
    }

    ColumnLayout {
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: form.theme.gap }
        spacing: form.theme.gap

        RowLayout {
            spacing: form.theme.gap

            Repeater {
                model: ["normal", "abnormal", "not judged"]

                TouchButton {
                    required property string modelData
                    objectName: "verdict-" + modelData
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    Layout.preferredHeight: 1.4 * theme.touch
                    theme: form.theme
                    enabled: !form.exam.isBusy
                    chosen: form.label === modelData
                    colour: modelData === "not judged" ? theme.text : theme.labelColour(modelData) // faint would look disabled
                    text: labels.answer(modelData)
                    onClicked: form.label = modelData
                }
            }
        }

        GridLayout {
            columns: form.portrait ? 1 : 2
            columnSpacing: form.theme.gap
            rowSpacing: form.theme.gap

            TouchButton {
                objectName: "reason"
                Layout.fillWidth: true
                Layout.preferredWidth: 100
                theme: form.theme
                enabled: !form.exam.isBusy
                colour: form.reasonNeeded && form.reason === "" ? theme.warning : theme.text
                text: form.reason !== "" ? form.reason : form.reasonNeeded ? qsTr("You disagree with the network. Please say why.") : qsTr("none")
                detail: form.reasonNeeded ? qsTr("Reason") : qsTr("Comment (optional)")
                onClicked: {
                    entry.maxLength = 200
                    entry.ask(detail, form.reason, false, 0, 0, value => form.reason = value.trim())
                }
            }

            TouchButton {
                objectName: "note"
                Layout.fillWidth: true
                Layout.preferredWidth: 100
                theme: form.theme
                enabled: !form.exam.isBusy
                text: form.exam.note !== "" ? form.exam.note : qsTr("none")
                detail: qsTr("Note on this exam")
                onClicked: {
                    entry.maxLength = form.exam.longestNote
                    entry.ask(detail, form.exam.note, false, 0, 0, value => form.exam.writeNote(value))
                }
            }
        }

        // One tap for what is said most often; it can be changed and added to by typing.
        RowLayout {
            visible: form.reasonNeeded
            spacing: form.theme.gap

            Repeater {
                model: [qsTr("Clinical examination"), qsTr("Other tests"), qsTr("Image quality")]

                TouchButton {
                    required property string modelData
                    required property int index
                    objectName: "reasonChoice" + index
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: form.theme
                    size: theme.body
                    enabled: !form.exam.isBusy
                    chosen: form.reason === modelData
                    text: modelData
                    onClicked: form.reason = chosen ? "" : modelData
                }
            }
        }
    }

    ErrorBanner { exam: form.exam; theme: form.theme; title: qsTr("Not saved"); anchors { bottom: finish.top; margins: form.theme.gap; left: parent.left; right: parent.right } }

    HoldButton {
        id: finish
        objectName: "finish"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: form.theme.gap }
        theme: form.theme
        primary: true
        enabled: !form.exam.isBusy && form.label !== "" && (!form.reasonNeeded || form.reason !== "")
        text: form.exam.isBusy ? qsTr("Saving…") : qsTr("Hold to finish the exam")
        detail: qsTr("no changes possible afterwards")
        onHeld: form.exam.finish(form.label, form.reason)
    }

    TextEntry {
        id: entry
        anchors.fill: parent
        theme: form.theme
        extraLetters: theme.extraLetters(form.translator.current)
    }

    TapGuard { anchors.fill: parent; theme: form.theme; change: entry.visible }
}
