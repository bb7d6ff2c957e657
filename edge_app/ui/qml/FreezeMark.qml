import QtQuick
import QtQuick.Shapes

// The symbol of the freeze button: two bars to freeze, a triangle to return to live.
Item {
    id: mark
    required property real size
    required property bool frozen
    required property color color
    width: size
    height: size

    Repeater {
        model: mark.frozen ? 0 : 2

        Rectangle {
            required property int index
            x: (index ? 0.58 : 0.12) * mark.size
            width: 0.3 * mark.size
            height: mark.size
            color: mark.color
        }
    }

    Shape {
        visible: mark.frozen

        ShapePath {
            fillColor: mark.color
            strokeWidth: -1
            startX: 0.1 * mark.size
            PathLine { x: mark.size; y: mark.size / 2 }
            PathLine { x: 0.1 * mark.size; y: mark.size }
            PathLine { x: 0.1 * mark.size; y: 0 }
        }
    }
}
