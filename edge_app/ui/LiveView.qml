import QtQuick
import EdgeApp

// The picture as large as it fits, and what lies over it: depth scale, region, banners.
Item {
    id: view
    required property var live
    required property Theme theme
    readonly property bool blind: live.probe === "lost" && !live.frozen

    LiveImage {
        id: image
        objectName: "image"
        readonly property real zoom: view.live.frameWidth > 0
            ? Math.min(view.width / view.live.frameWidth, view.height / view.live.frameHeight) : 0
        live: view.live
        width: Math.round(view.live.frameWidth * zoom)
        height: Math.round(view.live.frameHeight * zoom)
        anchors.centerIn: parent

        DepthScale {
            x: Math.min(view.live.fieldRight * zoom, parent.width - width)
            height: parent.height
            live: view.live
            theme: view.theme
            zoom: image.zoom
        }

        // An old picture must not look like a live one.
        Rectangle {
            anchors.fill: parent
            visible: view.blind
            color: "#b0000000"
        }
    }

    RegionEditor {
        anchors.fill: parent
        visible: view.live.roi.width > 0 && !view.blind
        live: view.live
        theme: view.theme
        zoom: image.zoom
        origin: Qt.point(image.x, image.y)
    }

    Text {
        anchors.centerIn: parent
        visible: view.live.frameWidth === 0
        width: parent.width - 2 * view.theme.gap
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        font.pixelSize: view.theme.large
        color: view.theme.faint
        textFormat: Text.PlainText
        text: qsTr("Waiting for %1").arg(view.live.sourceName)
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: view.theme.gap }
        spacing: view.theme.gap

        Banner {
            objectName: "probeBanner"
            theme: view.theme
            visible: !view.live.frozen && (view.live.probe === "lost" || view.live.probe === "stale" || view.live.probe === "ended")
            colour: view.live.probe === "lost" ? view.theme.alarm : view.theme.warning
            title: view.live.probe === "ended" ? qsTr("The recording has ended")
                 : view.live.probe === "stale" ? qsTr("Picture %1 s old").arg(view.live.ageSeconds.toFixed(1))
                 : view.live.frameWidth === 0 ? qsTr("No picture from the probe, trying again")
                 : qsTr("Probe lost: picture %1 s old, reconnecting").arg(view.live.ageSeconds.toFixed(0))
            detail: view.live.probe === "lost" ? view.live.probeFault : ""
        }

        Banner {
            objectName: "aiBanner"
            theme: view.theme
            visible: !view.live.frozen && view.live.aiFault !== ""
            colour: view.theme.warning
            title: qsTr("AI unavailable: picture only")
            detail: view.live.aiFault
        }

        Banner {
            objectName: "frozenBanner"
            theme: view.theme
            visible: view.live.frozen
            colour: view.theme.text
            title: qsTr("Frozen")
        }
    }
}
