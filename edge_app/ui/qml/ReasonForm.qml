import QtQuick
import QtQuick.Layouts

// A question, the answers to choose from, and a button that has to be held: for what cannot be undone.
Item {
    id: form
    required property var exam // says whether it is saving, and what went wrong
    required property Theme theme
    required property string question
    required property var reasons // values of an enumeration
    required property string holdText
    required property string failed
    property color holdColour: theme.alarm
    property string reason: ""
    readonly property bool portrait: height > width
    signal given(string reason)

    function words(reason: string): string {
        switch (reason) {
        case "wrong patient": return qsTr("Wrong patient")
        case "duplicate": return qsTr("Duplicate")
        case "patient's wish": return qsTr("The patient's wish")
        case "test": return qsTr("Test, no patient")
        case "poor image": return qsTr("Poor image")
        case "mistyped": return qsTr("ID mistyped")
        case "not known": return qsTr("Patient not known then")
        case "wrong site": return qsTr("Wrong site")
        default: return qsTr("Another reason")
        }
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: parent.top }
        spacing: form.theme.gap

        Text {
            objectName: "deletionMeans"
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: form.theme.body
            color: form.theme.text
            textFormat: Text.PlainText
            text: form.question
        }

        GridLayout {
            width: parent.width
            columns: form.portrait ? 1 : 3
            columnSpacing: form.theme.gap
            rowSpacing: form.theme.gap

            Repeater {
                model: form.reasons

                TouchButton {
                    required property string modelData
                    required property int index
                    objectName: "deletion" + index
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: form.theme
                    chosen: form.reason === modelData
                    text: form.words(modelData)
                    onClicked: form.reason = modelData
                }
            }
        }
    }

    ErrorBanner {
        exam: form.exam
        theme: form.theme
        title: form.failed
        anchors { left: parent.left; right: parent.right; bottom: hold.top; bottomMargin: form.theme.gap }
    }

    HoldButton {
        id: hold
        objectName: "holdToDelete"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        theme: form.theme
        colour: form.holdColour
        enabled: form.reason !== "" && !form.exam.isBusy
        text: form.holdText
        onHeld: form.given(form.reason)
    }
}
