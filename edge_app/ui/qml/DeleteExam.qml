import QtQuick
import QtQuick.Layouts

// Why an exam is deleted, and the button that has to be held to do it.
Item {
    id: deletion
    required property var exam
    required property var opened
    required property Theme theme
    property string reason: ""
    readonly property bool portrait: height > width

    Deliveries { id: deliveries }

    function words(reason: string): string {
        switch (reason) {
        case "wrong patient": return qsTr("Wrong patient")
        case "duplicate": return qsTr("Duplicate")
        case "patient's wish": return qsTr("The patient's wish")
        case "test": return qsTr("Test, no patient")
        default: return qsTr("Another reason")
        }
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: parent.top }
        spacing: deletion.theme.gap

        Text {
            objectName: "deletionMeans"
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: 17 * deletion.theme.unit
            color: deletion.theme.text
            textFormat: Text.PlainText
            text: (deletion.opened.delivery.state === "delivered" ? qsTr("Why is this exam deleted? %1.").arg(deliveries.of(deletion.opened.delivery))
                                                                 : qsTr("Why is this exam deleted? It may be nowhere else."))
                  + " " + qsTr("Its images are gone for good. The audit trail keeps the reason.")
        }

        GridLayout {
            width: parent.width
            columns: deletion.portrait ? 1 : 3
            columnSpacing: deletion.theme.gap
            rowSpacing: deletion.theme.gap

            Repeater {
                model: deletion.opened.deletionReasons

                TouchButton {
                    required property string modelData
                    required property int index
                    objectName: "deletion" + index
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: deletion.theme
                    chosen: deletion.reason === modelData
                    text: deletion.words(modelData)
                    onClicked: deletion.reason = modelData
                }
            }
        }
    }

    ErrorBanner {
        exam: deletion.exam
        theme: deletion.theme
        title: qsTr("The exam was not deleted")
        anchors { left: parent.left; right: parent.right; bottom: hold.top; bottomMargin: deletion.theme.gap }
    }

    HoldButton {
        id: hold
        objectName: "holdToDelete"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        theme: deletion.theme
        colour: theme.alarm
        enabled: deletion.reason !== "" && !deletion.exam.isBusy
        text: qsTr("Hold to delete")
        onHeld: deletion.opened.delete(deletion.reason)
    }
}
