import QtQuick

// In front of the patient form: the protocols to choose from. A tap chooses the one that exams begin with from then on.
Rectangle {
    id: list
    required property var exam
    required property Theme theme
    objectName: "protocolList"
    visible: false
    color: theme.ground

    Labels { id: labels }
    MultiPointTouchArea { anchors.fill: parent } // blocks touches of the form below

    TouchButton {
        id: leave
        objectName: "protocolsLeave"
        anchors { left: parent.left; top: parent.top; margins: list.theme.gap }
        theme: list.theme
        size: 30 * theme.unit
        text: "‹"
        onClicked: list.visible = false
    }

    Text {
        anchors { left: leave.right; right: parent.right; verticalCenter: leave.verticalCenter; margins: list.theme.gap }
        wrapMode: Text.Wrap
        font { pixelSize: 20 * list.theme.unit; bold: true }
        color: list.theme.text
        textFormat: Text.PlainText
        text: qsTr("Protocol of the next exams")
    }

    ListView {
        anchors { left: parent.left; right: parent.right; top: leave.bottom; bottom: parent.bottom; margins: list.theme.gap }
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        spacing: list.theme.gap / 2
        model: list.exam.protocols

        delegate: TouchButton {
            required property var modelData
            objectName: "protocol-" + modelData.name
            width: ListView.view.width
            height: 1.2 * theme.touch
            theme: list.theme
            chosen: list.exam.chosenProtocol.name === modelData.name
            text: labels.said(modelData.title)
            detail: qsTr("Sites: %1, images: %2").arg(modelData.sites).arg(modelData.images)
            onClicked: {
                list.exam.chooseProtocol(modelData.name)
                list.visible = false
            }
        }
    }
}
