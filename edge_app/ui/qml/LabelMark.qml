import QtQuick

// The label as a shape: a disc for normal, a diamond for abnormal, a hollow ring for neither.
Item {
    id: mark
    required property real size
    required property string label
    required property color color
    width: size
    height: size

    Rectangle {
        readonly property bool diamond: mark.label === "abnormal"
        readonly property bool answer: diamond || mark.label === "normal"
        anchors.centerIn: parent
        width: mark.size * (diamond ? 0.72 : 0.9)
        height: width
        radius: diamond ? 0 : width / 2
        rotation: diamond ? 45 : 0
        antialiasing: true
        color: answer ? mark.color : "transparent"
        border { color: mark.color; width: answer ? 0 : mark.size / 8 }
    }
}
