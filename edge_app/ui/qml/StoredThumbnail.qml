import QtQuick
import EdgeApp

// A stored image, small, on the ground that it is waited for on.
Rectangle {
    id: thumbnail
    required property Theme theme
    property alias frames: pixels.frames
    property alias key: pixels.key
    color: theme.raised

    StoredPixels {
        id: pixels
        anchors.fill: parent
    }
}
