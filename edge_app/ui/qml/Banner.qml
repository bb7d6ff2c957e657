import QtQuick

// A message across the top of the image: a coloured edge, a title, and one sentence of detail.
Rectangle {
    id: banner
    required property Theme theme
    required property color colour
    required property string title
    property string detail
    property int maximumLines: 3 // of the detail
    property real room: parent.width // for a title without detail
    readonly property real margins: 3 * theme.gap + edge.width

    width: detail === "" ? Math.min(Math.ceil(unwrapped.advanceWidth) + margins, room) : parent.width
    implicitHeight: words.height + 2 * theme.gap // of which a layout takes its height
    height: implicitHeight
    radius: theme.radius
    color: "#e612181d"
    border { color: colour; width: Math.max(1, Math.round(theme.unit)) }

    // Measured apart: a heading's own implicitWidth follows its width, and its width the banner's.
    TextMetrics {
        id: unwrapped
        font: heading.font
        text: banner.title
    }

    Rectangle {
        id: edge
        width: 6 * banner.theme.unit
        height: parent.height - 2 * banner.theme.gap
        radius: width / 2
        color: banner.colour
        anchors { left: parent.left; leftMargin: banner.theme.gap; verticalCenter: parent.verticalCenter }
    }

    Column {
        id: words
        width: banner.width - banner.margins
        anchors { left: edge.right; leftMargin: banner.theme.gap; verticalCenter: parent.verticalCenter }
        spacing: 4 * banner.theme.unit

        Text {
            id: heading
            width: parent.width
            wrapMode: Text.Wrap
            font { pixelSize: 18 * banner.theme.unit; bold: true }
            color: banner.colour
            textFormat: Text.PlainText
            text: banner.title
        }

        Text {
            visible: text !== ""
            width: parent.width
            wrapMode: Text.Wrap
            maximumLineCount: banner.maximumLines
            elide: Text.ElideRight
            font.pixelSize: banner.theme.small
            color: banner.theme.text
            textFormat: Text.PlainText
            text: banner.detail
        }
    }
}
