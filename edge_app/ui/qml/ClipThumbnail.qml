import QtQuick

// A clip, small: its first image, with its seconds below it, which also tell it from an image. A tap plays it.
StoredThumbnail {
    id: thumbnail
    required property var clip // number, seconds
    signal tapped
    objectName: "clip" + clip.number

    // Below the picture rather than over its skin line.
    ClipBadge {
        objectName: "badge" + thumbnail.clip.number
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        theme: thumbnail.theme
        said: qsTr("%1 s").arg(theme.localised(thumbnail.clip.seconds.toFixed(1)))
    }

    MouseArea {
        anchors.fill: parent
        onClicked: thumbnail.tapped()
    }
}
