import QtQuick

// What the appliance is for: asked once after the first PIN, and again whenever a supervisor wants to change it.
Rectangle {
    id: purposeScreen
    required property var exam
    required property var purpose
    required property var translator
    required property Theme theme
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: purposeScreen.theme.gap }
        theme: purposeScreen.theme
        translator: purposeScreen.translator
        title: qsTr("What is this device for?")
        detail: !purposeScreen.purpose.mayChoose ? qsTr("Only a supervisor can change this.")
                : purposeScreen.purpose.chosen === "" ? "" : qsTr("To change this, the PIN is needed.")
        canGoBack: purposeScreen.purpose.chosen !== "" || !purposeScreen.purpose.mayChoose
        onBack: purposeScreen.purpose.cancel()
    }

    Column {
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: 2 * purposeScreen.theme.gap }
        spacing: purposeScreen.theme.gap

        component Choice: Column {
            id: choice
            required property string value
            required property string title
            required property string meaning
            width: parent.width
            spacing: purposeScreen.theme.gap / 2

            TouchButton {
                objectName: "purpose-" + choice.value
                width: parent.width
                height: 1.1 * theme.touch
                theme: purposeScreen.theme
                enabled: purposeScreen.purpose.mayChoose && !purposeScreen.exam.isBusy
                chosen: purposeScreen.purpose.chosen === choice.value
                text: choice.title
                onClicked: purposeScreen.purpose.choose(choice.value)
            }

            Text {
                width: parent.width
                wrapMode: Text.Wrap
                font.pixelSize: purposeScreen.theme.body
                color: purposeScreen.theme.faint
                textFormat: Text.PlainText
                text: choice.meaning
            }
        }

        Choice {
            value: "research"
            title: qsTr("Research")
            meaning: qsTr("On devices that the model was not validated on, scores and heatmaps are shown, marked as research.")
        }

        Choice {
            value: "clinical use"
            title: qsTr("Clinical use")
            meaning: qsTr("On devices that the model was not validated on, there is no result.")
        }

        ErrorBanner { width: parent.width; exam: purposeScreen.exam; theme: purposeScreen.theme; title: qsTr("Not saved. Please try again.") }
    }
}
