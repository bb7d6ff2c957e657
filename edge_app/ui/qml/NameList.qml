import QtQuick

// The people who may unlock the screen, to choose one of them. Scrolls where there are many.
GridView {
    id: list
    required property Theme theme
    signal choose(string name)
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    cellWidth: width / Math.max(1, Math.floor(width / (3.4 * theme.touch))) // a name of the greatest length
    cellHeight: 1.2 * theme.touch + theme.gap

    delegate: Item {
        id: cell
        required property var modelData
        width: list.cellWidth
        height: list.cellHeight

        TouchButton {
            objectName: "user-" + cell.modelData.name
            anchors { fill: parent; rightMargin: list.theme.gap; bottomMargin: list.theme.gap }
            theme: list.theme
            text: cell.modelData.name
            detail: cell.modelData.supervisor ? qsTr("Supervisor") : qsTr("Operator")
            onClicked: list.choose(cell.modelData.name)
        }
    }
}
